import assert from 'node:assert/strict'
import { postDataOf } from '../../../src/core/environment/engines/postgres/builds'

const SETTINGS = ['SET check_function_bodies = false', "SET default_tablespace = ''"]

describe('what a dump makes after the rows', () => {
  it('is taken apart: constraints by table, indexes, and the rest in its order', () => {
    const statements = [
      ...SETTINGS,
      'ALTER TABLE ONLY public.jobs\n    ADD CONSTRAINT jobs_pkey PRIMARY KEY (job)',
      'COMMENT ON CONSTRAINT jobs_pkey ON public.jobs IS \'CREATE INDEX "none"\'',
      'ALTER TABLE ONLY "Odd""one"."a.b"\n    ADD CONSTRAINT "my key" UNIQUE (x)',
      'ALTER TABLE ONLY public.jobs\n    ADD CONSTRAINT jobs_code_key UNIQUE (code)',
      'CREATE INDEX jobs_stage_idx ON public.jobs USING btree (stage)',
      'ALTER INDEX public.parent_idx ATTACH PARTITION public.part_idx',
      'CREATE UNIQUE INDEX "I" ON "Odd""one"."a.b" USING btree (lower(x))',
      'ALTER TABLE public.jobs CLUSTER ON jobs_stage_idx',
      'CREATE TRIGGER touch BEFORE UPDATE ON public.jobs FOR EACH ROW EXECUTE FUNCTION public.touch()',
      'CREATE INDEX later ON public.view_of_jobs USING btree (job)',
      'ALTER TABLE ONLY public.lines\n    ADD CONSTRAINT lines_fkey FOREIGN KEY (job) REFERENCES public.jobs(job)',
    ]
    const parts = postDataOf(statements)
    assert.deepEqual(parts.settings, SETTINGS)
    assert.deepEqual(parts.constraints, [[statements[2], statements[5]], [statements[4]]])
    assert.deepEqual(parts.indexes, [statements[6], statements[8]])
    // Behind the first that is no index, an index may belong to what is made there.
    assert.deepEqual(
      parts.rest,
      [3, 7, 9, 10, 11, 12].map((at) => statements[at]),
    )
  })

  it('is all there, each once', () => {
    const nothing = postDataOf([])
    assert.deepEqual(nothing, {
      ...{ settings: [], constraints: [], indexes: [], rest: [] },
      eventTriggers: [],
    })
    const only = postDataOf(['CREATE POLICY own ON public.jobs'])
    assert.deepEqual(only.rest, ['CREATE POLICY own ON public.jobs'])
  })

  it('has event triggers behind everything that they could refuse', () => {
    const statements = [
      'CREATE INDEX one ON public.jobs USING btree (job)',
      'CREATE POLICY own ON public.jobs',
      'CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION public.watch()',
      'ALTER EVENT TRIGGER watch OWNER TO office',
    ]
    const parts = postDataOf(statements)
    assert.deepEqual(parts.rest, [statements[1]])
    assert.deepEqual(parts.eventTriggers, statements.slice(2))
  })

  it('does not take a foreign key or a check for an index', () => {
    for (const what of ['FOREIGN KEY (a) REFERENCES public.b(a)', 'CHECK ((a > 0)) NOT VALID']) {
      const statement = `ALTER TABLE ONLY public.a\n    ADD CONSTRAINT one ${what}`
      assert.deepEqual(postDataOf([statement]).rest, [statement])
    }
  })
})
