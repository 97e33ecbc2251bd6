import assert from 'node:assert/strict'
import { deferValidation } from '../../../src/core/environment/engines/postgres/foreignKeys'

const added = (table: string, key: string, what: string) =>
  `ALTER TABLE ONLY ${table}\n    ADD CONSTRAINT ${key} ${what}`

describe('foreign keys of a dump', () => {
  it('are added without a look at rows, and looked at later', () => {
    const trigger = 'CREATE TRIGGER touch BEFORE UPDATE ON public.jobs EXECUTE FUNCTION touch()'
    const odd = '"Odd""one"."a.b"'
    const cascading = added(
      ...(['public.lines', 'lines_fkey'] as const),
      'FOREIGN KEY (job) REFERENCES public.jobs(job) ON DELETE CASCADE DEFERRABLE',
    )
    const oddly = added(
      ...([odd, '"my (key"'] as const),
      `FOREIGN KEY ("x) REFERENCES y.z(", b) REFERENCES ${odd}(c, d)`,
    )
    const { statements, validations } = deferValidation([`${cascading};`, trigger, oddly], [])
    assert.deepEqual(statements, [`${cascading} NOT VALID`, trigger, `${oddly} NOT VALID`])
    assert.deepEqual(validations, [
      {
        table: 'public.lines',
        statement: 'ALTER TABLE ONLY public.lines VALIDATE CONSTRAINT lines_fkey',
      },
      { table: odd, statement: `ALTER TABLE ONLY ${odd} VALIDATE CONSTRAINT "my (key"` },
    ])
  })

  const key = 'FOREIGN KEY (d) REFERENCES e.f(g)'
  const cases = {
    'one that the source has not looked at': added('a.b', 'c', `${key} NOT VALID;`),
    'one that is not enforced': added('a.b', 'c', `${key} NOT ENFORCED`),
    'one of a partitioned table': `ALTER TABLE a.b\n    ADD CONSTRAINT c ${key}`,
    'one to a partitioned table': added(
      ...(['a.b', 'c'] as const),
      'FOREIGN KEY (d) REFERENCES "whole.x"."""table"(g)',
    ),
    'a check that speaks of one': added('a.b', 'c', `CHECK ((d <> '${key}'::text))`),
  }
  for (const [what, statement] of Object.entries(cases))
    it(`stay as they are: ${what}`, () => {
      const { statements, validations } = deferValidation([statement], ['whole.x."table'])
      assert.deepEqual([statements, validations], [[statement], []])
    })
})
