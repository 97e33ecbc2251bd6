import assert from 'node:assert/strict'
import {
  applyPlanFile,
  decideConflicts,
  openPlanFile,
  openWorkspace,
  planDefinition,
  planUndo,
  releaseDatabases,
  type Change,
  type Decisions,
  type SavedPlan,
  type Workspace,
} from '../../src/core/index'
import { describeEngines, type Engine, type TextRow } from '../helpers/engines'
import { workspaceFolder } from '../helpers/temporary'
import { join } from 'node:path'

const DEFINITION = 'jobs.mapping.jsonc'

interface Site {
  readonly workspace: Workspace
  /** SQL on one end; embedded databases are given back first. */
  sql(end: 'source' | 'target', text: string): Promise<readonly TextRow[]>
  rows(): Promise<readonly [source: readonly TextRow[], target: readonly TextRow[]]>
}

const START = `
create table jobs (job int primary key, stage varchar(50), note varchar(50));
insert into jobs values (1, 'a', 'n'), (2, 'a', 'n'), (3, 'a', 'n'), (4, 'a', 'n'), (5, 'a', null)`

async function createSite(engine: Engine, mapping: object = {}): Promise<Site> {
  const urls = {
    source: (await engine.createDatabase()).url,
    target: (await engine.createDatabase()).url,
  }
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: { office: { url: '${env:OFFICE}' }, field: { url: '${env:FIELD}' } },
    },
    [DEFINITION]: {
      source: { environment: 'office', table: 'jobs' },
      target: { environment: 'field', table: 'jobs' },
      key: 'job',
      fields: ['stage', 'note'],
      direction: 'both',
      conflict: 'ask',
      ...mapping,
    },
  })
  const workspace = await openWorkspace(folder, {
    variables: { OFFICE: urls.source, FIELD: urls.target },
    secret: () => Promise.resolve(undefined),
  })
  const sql: Site['sql'] = async (end, text) => {
    await releaseDatabases()
    return engine.query(urls[end], text)
  }
  for (const end of ['source', 'target'] as const) await sql(end, START)
  const all = 'select * from jobs order by job'
  return { workspace, sql, rows: async () => [await sql('source', all), await sql('target', all)] }
}

interface Shown {
  readonly saved: SavedPlan
  readonly forth: readonly string[]
  readonly back: readonly string[]
}

async function plan({ workspace }: Site): Promise<Shown> {
  return show(await planDefinition(workspace, DEFINITION, {}))
}

async function show(saved: SavedPlan): Promise<Shown> {
  const { companion } = saved.plan
  const back =
    companion === undefined ? [] : await changesOf(join(saved.path, '..', companion.file))
  return { saved, forth: await changesOf(saved.path), back }
}

async function changesOf(path: string): Promise<readonly string[]> {
  const file = await openPlanFile(path)
  const found: string[] = []
  for await (const change of file.changes()) found.push(describe_(change))
  await file.close()
  return found
}

/** `3: stage a → b?`, with a question mark where somebody has to decide. */
function describe_({ key, before, after, conflict }: Change): string {
  const fields = Object.keys(after).map((name) => {
    const asked = conflict !== undefined && name in conflict.fields ? '?' : ''
    return `${name} ${before[name] ?? 'null'} → ${after[name] ?? 'null'}${asked}`
  })
  return `${Object.values(key).join('-')}: ${fields.join(', ')}`
}

const apply = ({ workspace }: Site, { saved }: Shown) => applyPlanFile(workspace, saved.path, {})

/** What both ends had in common is known, and both have moved on since. */
async function movedOn(site: Site): Promise<void> {
  await apply(site, await plan(site))
  await site.sql(
    'source',
    `update jobs set stage = 'source' where job in (1, 3, 4); update jobs set note = 'filled' where job = 5`,
  )
  await site.sql(
    'target',
    `update jobs set stage = 'target' where job in (2, 3); update jobs set note = 'target' where job = 4`,
  )
}

async function decide(site: Site, { saved }: Shown, decisions: Decisions): Promise<Shown> {
  return show(await decideConflicts(site.workspace, saved.path, decisions))
}

describeEngines(
  'a mapping of both directions',
  (engine) => {
    it('knows who changed what since both were the same, and asks where both did', async () => {
      const site = await createSite(engine)
      await movedOn(site)
      const planned = await plan(site)
      assert.deepEqual(planned.forth, [
        '1: stage a → source',
        '3: stage target → source?',
        '4: stage a → source',
        '5: note null → filled',
      ])
      assert.deepEqual(planned.back, ['2: stage a → target', '4: note n → target'])
      assert.equal(planned.saved.plan.undecided, 1)
      await assert.rejects(apply(site, planned), { code: 'decisions-needed' })

      const decided = await decide(site, planned, { rows: { 1: 'target' } })
      assert.deepEqual(decided.back, [
        '2: stage a → target',
        '4: note n → target',
        '3: stage source → target',
      ])
      const before = await site.rows()
      const { run, companion } = await apply(site, decided)
      assert.deepEqual([run.counts.applied, companion?.run.counts.applied], [3, 3])
      const [source, target] = await site.rows()
      assert.deepEqual(source, target)
      assert.deepEqual(
        source.map(({ stage, note }) => [stage, note]),
        [
          ['source', 'n'],
          ['target', 'n'],
          ['target', 'n'],
          ['source', 'target'],
          ['a', 'filled'],
        ],
      )
      assert.deepEqual((await plan(site)).forth, [])

      const hints: (string | undefined)[] = []
      for (const id of [companion?.run.id ?? '', run.id]) {
        const { path, plan } = await planUndo(site.workspace, id, {})
        hints.push(plan.hazards.find(({ code }) => code === 'other-direction-stays')?.message)
        await applyPlanFile(site.workspace, path, {})
      }
      assert.match(
        hints[0] ?? '',
        new RegExp(`^the other direction, run ${run.id}, is not undone: `),
      )
      assert.equal(hints[1], undefined, 'nothing of the pair is left')
      assert.deepEqual(await site.rows(), before, 'both runs can be taken back')
      const asked = (await plan(site)).forth
      assert.ok(
        asked.every((change) => change.includes('?')),
        `what was taken back is not sent the other way: ${asked.join('; ')}`,
      )
    })

    it('asks in every row that differs while nothing is known to be common', async () => {
      const site = await createSite(engine)
      await site.sql('target', `update jobs set stage = 'target' where job = 2`)
      const planned = await plan(site)
      assert.deepEqual([planned.forth, planned.back], [['2: stage target → a?'], []])
    })

    const strategies: readonly (readonly [conflict: unknown, forth: string[], back: string[]])[] = [
      ['sourceWins', ['3: stage target → source'], []],
      ['targetWins', [], ['3: stage source → target']],
      ['skipIfTargetChanged', [], []],
      ['largest', [], ['3: stage source → target']],
    ]
    for (const [conflict, forth, back] of strategies)
      it(`lets ${JSON.stringify(conflict)} decide where both have changed`, async () => {
        const site = await createSite(engine, { conflict })
        await movedOn(site)
        const planned = await plan(site)
        const ofRow3 = (changes: readonly string[]) =>
          changes.filter((change) => change.startsWith('3:'))
        assert.deepEqual([ofRow3(planned.forth), ofRow3(planned.back)], [forth, back])
        assert.equal(planned.saved.plan.undecided, 0)
      })

    it('goes one way in the fields that say so', async () => {
      const site = await createSite(engine, {
        fields: ['stage', { source: 'note', direction: 'toTarget', conflict: 'sourceWins' }],
      })
      await movedOn(site)
      const planned = await plan(site)
      assert.deepEqual(planned.back, ['2: stage a → target'])
      assert.ok(
        planned.forth.includes('4: stage a → source, note target → n'),
        planned.forth.join(),
      )
    })

    it('takes no decision about what is no conflict', async () => {
      const site = await createSite(engine)
      await movedOn(site)
      await site.sql('source', `update jobs set note = 'source' where job = 3`)
      await site.sql('target', `update jobs set note = 'target' where job = 3`)
      const planned = await plan(site)
      const asked = planned.forth.findIndex((text) => text.includes('?'))
      assert.match(planned.forth[asked] ?? '', /^3: stage .*\?, note .*\?$/)
      const other = planned.forth.findIndex((text) => !text.includes('?'))
      const cases: readonly (readonly [Decisions, RegExp])[] = [
        [{ rows: { 99: 'source' } }, /change 99 was decided, and the plan has none/],
        [{ rows: { [other]: 'source' } }, /was decided, and is no conflict/],
        [{ rows: { [asked]: { Stage: 'target' } }, otherwise: 'source' }, /no conflict in "Stage"/],
      ]
      for (const [decisions, message] of cases)
        await assert.rejects(decide(site, planned, decisions), (error: Error) => {
          assert.equal(error.name, 'UsageError')
          assert.match(error.message, message)
          return true
        })
      const decided = await decide(site, planned, {
        rows: { [asked]: { stage: 'target' } },
        otherwise: 'source',
      })
      assert.ok(decided.forth.includes('3: note target → source'), decided.forth.join())
    })

    describe('with an edit of the target that no run has carried yet', () => {
      const WINS = { conflict: 'sourceWins' }
      const edit = (site: Site, jobs: string, stage = 'target') =>
        site.sql('target', `update jobs set stage = '${stage}' where job in (${jobs})`)

      async function settled(mapping: object = {}): Promise<Site> {
        const site = await createSite(engine, { ...WINS, ...mapping })
        await apply(site, await plan(site))
        return site
      }

      const next = async (site: Site) => {
        const { forth, back } = await plan(site)
        return { forth, back }
      }

      it('still knows that it goes back when it was made while a plan was read', async () => {
        const site = await settled()
        await site.sql('source', `update jobs set stage = 'source' where job = 1`)
        const planned = await plan(site)
        await edit(site, '2')
        await apply(site, planned)
        assert.deepEqual(await next(site), { forth: [], back: ['2: stage a → target'] })
        assert.deepEqual((await plan(site)).saved.plan.hazards, [])
      })

      it('still knows that it goes back when a limit left it for later', async () => {
        const site = await settled({ limit: 1 })
        await edit(site, '1, 2')
        const planned = await plan(site)
        assert.deepEqual(planned.back, ['1: stage a → target'])
        await apply(site, planned)
        assert.deepEqual(await next(site), { forth: [], back: ['2: stage a → target'] })
      })

      it('still knows that it goes back when the source has refused it', async () => {
        const site = await settled()
        await site.sql('source', `alter table jobs add check (stage <> 'refused')`)
        await edit(site, '1')
        await edit(site, '2', 'refused')
        const { companion } = await apply(site, await plan(site))
        assert.deepEqual([companion?.run.counts.applied, companion?.run.counts.failed], [1, 1])
        assert.deepEqual(await next(site), { forth: [], back: ['2: stage a → refused'] })
      })

      it('takes nothing for known that a run has recorded which was taken back', async () => {
        const site = await settled()
        await site.sql('source', `update jobs set stage = 'source' where job in (1, 2)`)
        const { run } = await apply(site, await plan(site))
        await apply(site, await show(await planUndo(site.workspace, run.id, {})))
        const planned = await plan(site)
        assert.deepEqual(planned.forth, ['1: stage a → source', '2: stage a → source'])
        const hazard = planned.saved.plan.hazards.find(
          ({ code }) => code === 'common-state-unknown',
        )
        assert.match(hazard?.message ?? '', /^2 rows differ and it is not known which side/)
        await edit(site, '2', 'theirs')
        await apply(site, planned)
        assert.deepEqual(await next(site), { forth: ['2: stage theirs → source'], back: [] })
      })
    })
  },
  { languages: ['postgres', 'mysql'] },
)
