import assert from 'node:assert/strict'
import { describeEngines, manySessions, type Engine, type TextRow } from '../helpers/engines'
import { setSail, type Planned, type Voyage } from './coreSetUp'

interface Site {
  readonly voyage: Voyage
  /** The target's rows, in the order of the key. */
  rows(): Promise<readonly TextRow[]>
  sql(text: string): Promise<readonly TextRow[]>
}

interface Tables {
  readonly create: string
  readonly source: string
  readonly target: string
}

const ends = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
}

const CREATE =
  "create table jobs (id int primary key, stage varchar(20), amount numeric(10,2), owner varchar(20) default 'nobody')"

interface Urls {
  readonly production: string
  readonly sandbox: string
}

async function setUp(
  engine: Engine,
  { production, sandbox }: Urls,
  tables: Tables,
  mapping: object,
): Promise<Site> {
  for (const [url, rows] of [
    [production, tables.source],
    [sandbox, tables.target],
  ] as const) {
    await engine.query(url, 'drop table if exists jobs')
    await engine.query(url, tables.create)
    if (rows !== '') await engine.query(url, rows)
  }
  const definition = { ...ends, key: 'id', fields: ['stage'], ...mapping }
  return {
    voyage: await setSail({ production, sandbox }, definition),
    rows: () => engine.query(sandbox, 'select * from jobs order by id'),
    sql: (text) => engine.query(sandbox, text),
  }
}

/** Plans, applies, plans again, takes back and applies again, and says what the plan and the rows were. */
async function sail({ voyage, rows }: Site) {
  const before = await rows()
  const planned = await voyage.plan()
  assert.deepEqual(await rows(), before, 'planning writes nothing')
  const run = await voyage.apply(planned.path)
  const applied = {
    total: planned.plan.changes,
    applied: planned.plan.changes,
    drifted: 0,
    failed: 0,
  }
  assert.deepEqual(run.counts, applied)
  const after = await rows()
  const again = await voyage.plan()
  assert.deepEqual(again.changes, [], 'nothing is left to do')
  const undone = await voyage.undo(run.id)
  assert.deepEqual(undone.counts, applied)
  assert.deepEqual(await rows(), before, 'undo brings every row back')
  assert.deepEqual((await voyage.apply(planned.path)).counts, applied)
  assert.deepEqual(await rows(), after, 'applied again, it does the same')
  return { planned, after }
}

/** A change in short: `insert 4 {} → {…}`. */
function shorts({ changes }: Planned): readonly string[] {
  return changes.map(
    ({ op, key, before, after }) =>
      `${op} ${Object.values(key).join()} ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
  )
}

const codes = ({ plan }: Planned) => plan.hazards.map(({ code }) => code)

describeEngines(
  'rules of a mapping',
  (engine) => {
    let urls: Urls = { production: '', sandbox: '' }
    const given = (tables: Tables, mapping: object) => setUp(engine, urls, tables, mapping)

    before(async () => {
      const [production, sandbox] = [await engine.createDatabase(), await engine.createDatabase()]
      urls = { production: production.url, sandbox: sandbox.url }
    })

    it('insert what is missing and delete what is superfluous, and take both back', async () => {
      const site = await given(
        {
          create: CREATE,
          source: `insert into jobs values (1, 'new', 1, 'a'), (2, 'same', 2, 'b'), (4, null, 4.5, 'd'), (5, 'e\t"é', 5, 'e')`,
          target: `insert into jobs values (1, 'old', 1, 'x'), (2, 'same', 2, 'y'), (3, 'gone', 3.25, null), (6, null, null, 'z')`,
        },
        {
          fields: ['stage', 'amount'],
          missing: { inTarget: 'insert', inSource: 'delete' },
        },
      )
      const { planned, after } = await sail(site)
      assert.deepEqual(shorts(planned), [
        'update 1 {"stage":"old"} → {"stage":"new"}',
        'delete 3 {"id":"3","stage":"gone","amount":"3.25","owner":null} → {}',
        'insert 4 {} → {"id":"4","stage":null,"amount":"4.50"}',
        'insert 5 {} → {"id":"5","stage":"e\\t\\"é","amount":"5.00"}',
        'delete 6 {"id":"6","stage":null,"amount":null,"owner":"z"} → {}',
      ])
      const { notFound, notInSource, updated, inserted, deleted, matched } = planned.plan.summary
      assert.deepEqual(
        { notFound, notInSource, updated, inserted, deleted, matched },
        { notFound: 2, notInSource: 2, updated: 1, inserted: 2, deleted: 2, matched: 2 },
      )
      assert.deepEqual(codes(planned), ['deletes-rows'])
      assert.deepEqual(
        after.map((row) => [row['id'], row['stage'], row['owner']]),
        [
          ['1', 'new', 'x'],
          ['2', 'same', 'y'],
          ['4', null, 'nobody'],
          ['5', 'e\t"é', 'nobody'],
        ],
      )
    })

    it('leave alone what came or changed since the plan was made', async () => {
      const site = await given(
        {
          create: CREATE,
          source: `insert into jobs (id, stage) values (1, 'a'), (2, 'b')`,
          target: `insert into jobs (id, stage) values (3, 'c'), (4, 'd')`,
        },
        { missing: { inTarget: 'insert', inSource: 'delete' } },
      )
      const planned = await site.voyage.plan()
      await site.sql(`insert into jobs (id, stage) values (1, 'theirs')`)
      await site.sql(`update jobs set owner = 'theirs' where id = 3`)
      const before = await site.rows()
      const run = await site.voyage.apply(planned.path)
      assert.deepEqual(run.counts, { total: 4, applied: 2, drifted: 2, failed: 0 })
      const after = await site.rows()
      assert.deepEqual(
        after.map((row) => [row['id'], row['stage'], row['owner']]),
        [
          ['1', 'theirs', 'nobody'],
          ['2', 'b', 'nobody'],
          ['3', 'c', 'theirs'],
        ],
      )
      await site.voyage.undo(run.id)
      assert.deepEqual(await site.rows(), before)
    })

    it('leave out rows that the database refuses, and keep all others', async () => {
      const site = await given(
        {
          create: CREATE,
          source: `insert into jobs (id, stage) values (1, 'good'), (2, 'bad'), (3, 'good')`,
          target: `alter table jobs add constraint only_good check (stage <> 'bad')`,
        },
        { missing: { inTarget: 'insert' } },
      )
      const run = await site.voyage.apply((await site.voyage.plan()).path)
      assert.deepEqual(run.counts, { total: 3, applied: 2, drifted: 0, failed: 1 })
      assert.deepEqual(
        (await site.rows()).map((row) => row['id']),
        ['1', '3'],
      )
      await site.voyage.undo(run.id)
      assert.deepEqual(await site.rows(), [])
    })

    it('report what is superfluous where that is wanted, and count it in any case', async () => {
      const tables = {
        create: CREATE,
        source: `insert into jobs (id) values (1)`,
        target: `insert into jobs (id) values (1), (2), (3)`,
      }
      const reported = await (
        await given(tables, { missing: { inSource: 'report' } })
      ).voyage.plan()
      assert.deepEqual(reported.findings, [
        { kind: 'notInSource', side: 'target', key: { id: '2' }, rows: 1 },
        { kind: 'notInSource', side: 'target', key: { id: '3' }, rows: 1 },
      ])
      const ignored = await (await given(tables, {})).voyage.plan()
      assert.deepEqual(ignored.findings, [])
      for (const { plan } of [reported, ignored]) assert.equal(plan.summary['notInSource'], 2)
    })

    it('refuse to delete too much, and write no plan', async () => {
      const site = await given(
        {
          create: CREATE,
          source: '',
          target: `insert into jobs (id) values ${Array.from({ length: 51 }, (_, id) => `(${id})`).join()}`,
        },
        { missing: { inSource: 'delete' } },
      )
      await assert.rejects(site.voyage.plan(), {
        code: 'too-many-deletes',
        message:
          '51 of 51 rows in "sandbox" have no partner in "production" and would be deleted, which is more than 50 rows and more than 10% of them',
      })
      assert.equal((await site.rows()).length, 51)
    })

    it('compare only the rows that fulfil the conditions', async () => {
      const site = await given(
        {
          create: CREATE,
          source: `insert into jobs values (1, 'new', 1, 'a'), (2, 'new', 2, 'a'), (3, 'new', 3, 'b'), (4, 'new', 4, 'a')`,
          target: `insert into jobs values (1, 'old', 1, 'a'), (2, 'old', 2, 'b'), (3, 'old', 3, 'a'), (5, 'old', 5, 'b')`,
        },
        {
          source: { ...ends.source, where: "owner = 'a' -- only ours" },
          target: { ...ends.target, where: "owner = 'a'" },
          missing: { inTarget: 'insert', inSource: 'delete' },
        },
      )
      const { planned } = await sail(site)
      // 2 is in the target and hidden: it is no row to insert. 3 is hidden in the source.
      assert.deepEqual(
        shorts(planned).map((text) => text.split(' ', 2).join(' ')),
        ['update 1', 'delete 3', 'insert 4'],
      )
      assert.deepEqual(planned.findings, [
        {
          kind: 'notFound',
          side: 'source',
          key: { id: '2' },
          rows: 1,
          message: 'the target has the row, and its "where" leaves it out',
        },
      ])
      const { totalSource, totalTarget } = planned.plan.summary
      assert.deepEqual([totalSource, totalTarget], [3, 2])
      assert.deepEqual(codes(planned), ['hidden-in-target', 'deletes-rows'])
    })

    it('refuse a condition that is none, at its place in the definition', async () => {
      const tables = { create: CREATE, source: '', target: '' }
      const wrong = ['id = ', 'true); drop table jobs; --', 'count(*) > 1', 'nothing = 1', 'owner']
      for (const where of wrong)
        for (const side of ['source', 'target'] as const) {
          const site = await given(tables, { [side]: { ...ends[side], where } })
          await assert.rejects(
            site.voyage.plan(),
            /^DefinitionError: voyage\.mapping\.jsonc:\d+:\d+: the condition is (refused: |character varying, and neither|varchar)/,
            `${side} ${where}`,
          )
          assert.deepEqual(await site.rows(), [])
        }
    })

    it('end at the limit and say so', async () => {
      const site = await given(
        {
          create: CREATE,
          source: `insert into jobs (id, stage) values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')`,
          target: `insert into jobs (id, stage) values (1, 'a'), (2, 'x'), (3, 'x'), (4, 'x'), (5, 'x')`,
        },
        { limit: 2 },
      )
      const planned = await site.voyage.plan()
      assert.deepEqual(
        planned.changes.map(({ key }) => key['id']),
        ['2', '3'],
      )
      const { totalSource, totalTarget, matched, updated } = planned.plan.summary
      assert.deepEqual(
        { totalSource, totalTarget, matched, updated },
        { totalSource: 3, totalTarget: 3, matched: 3, updated: 2 },
      )
      assert.deepEqual(codes(planned), ['limit-reached'])
      const run = await site.voyage.apply(planned.path)
      assert.equal(run.counts.applied, 2)
      assert.deepEqual(
        (await site.voyage.plan()).changes.map(({ key }) => key['id']),
        ['4', '5'],
      )
    })

    it('let each field have a strategy of its own', async () => {
      const site = await given(
        {
          create:
            'create table jobs (id int primary key, stage varchar(20), amount numeric(10,2), owner varchar(20), phone varchar(20), price numeric(10,2), seen timestamp null)',
          source: `insert into jobs values
(1, 'new', 10, 'ours', 'ours', 1.001, '2024-01-02 00:00:00'),
(2, 'new', 10, 'ours', 'ours', 2, '2024-01-01 00:00:00'),
(3, 'new', 9, null, 'ours', 3, '2024-01-01 00:00:00'),
(4, 'new', null, 'ours', null, 4, null)`,
          target: `insert into jobs values
(1, 'old', 9, 'theirs', null, 1, '2024-01-01 00:00:00'),
(2, 'old', 9.5, 'theirs', '', 2.05, '2024-01-02 00:00:00'),
(3, 'old', 10, 'theirs', 'theirs', 3.06, '2024-01-01 00:00:00'),
(4, 'old', 10, null, 'theirs', 4, '2024-01-01 00:00:00')`,
        },
        {
          fields: [
            { source: 'stage', conflict: { newestBy: 'seen' } },
            { source: 'amount', conflict: 'largest' },
            { source: 'owner', conflict: 'targetWins' },
            { source: 'phone', conflict: 'fillEmpty' },
            { source: 'price', tolerance: '0.05' },
          ],
        },
      )
      const { planned } = await sailOnce(site)
      assert.deepEqual(shorts(planned), [
        'update 1 {"stage":"old","amount":"9.00","phone":null} → {"stage":"new","amount":"10.00","phone":"ours"}',
        'update 2 {"amount":"9.50","phone":""} → {"amount":"10.00","phone":"ours"}',
        'update 3 {"price":"3.06"} → {"price":"3.00"}',
      ])
      assert.deepEqual(
        planned.findings.map(({ kind, key, field }) => [kind, key['id'], field]),
        [
          ['undecided', '3', 'stage'],
          ['undecided', '4', 'stage'],
        ],
      )
      const { kept, undecided, updated } = planned.plan.summary
      assert.deepEqual({ kept, undecided, updated }, { kept: 4, undecided: 2, updated: 3 })
    })

    it('ask where they say so, and do not apply before somebody has answered', async () => {
      const site = await given(
        {
          create: CREATE,
          source: `insert into jobs (id, stage, amount) values (1, 'ours', 1), (2, 'ours', 2)`,
          target: `insert into jobs (id, stage, amount) values (1, 'theirs', 2), (2, 'ours', 1)`,
        },
        { fields: ['amount', { source: 'stage', conflict: 'ask' }] },
      )
      const planned = await site.voyage.plan()
      assert.equal(planned.plan.undecided, 1)
      assert.deepEqual(planned.changes[0]?.conflict, {
        fields: { stage: { source: 'ours', target: 'theirs' } },
      })
      assert.deepEqual(planned.changes[0].after, { amount: '1.00', stage: 'ours' })
      assert.equal(planned.changes[1]?.conflict, undefined)
      const before = await site.rows()
      await assert.rejects(site.voyage.apply(planned.path))
      assert.deepEqual(await site.rows(), before)
    })

    it('compute fields by formulas, of rows that are new too', async () => {
      const site = await given(
        {
          create: CREATE,
          source: `insert into jobs values (1, ' cut ', 1.5, 'a'), (2, null, 2, null), (3, 'fit', 0.1, 'c')`,
          target: `insert into jobs values (1, 'CUT-a', 3, 'x'), (2, 'x', 5, 'y')`,
        },
        {
          fields: [
            { formula: "upper(trim(stage)) || '-' || owner", target: 'stage' },
            { formula: 'amount * 2', target: 'amount' },
          ],
          missing: { inTarget: 'insert' },
        },
      )
      const { planned } = await sail(site)
      assert.deepEqual(shorts(planned), [
        'update 2 {"stage":"x","amount":"5.00"} → {"stage":null,"amount":"4.00"}',
        'insert 3 {} → {"id":"3","stage":"FIT-c","amount":"0.20"}',
      ])
    })

    it('carry every column of one name', async () => {
      const site = await given(
        {
          create: CREATE,
          source: `insert into jobs values (1, 'a', 1, 'b')`,
          target: `insert into jobs values (1, 'x', 2, 'y')`,
        },
        { fields: '*', except: ['owner'] },
      )
      const { planned } = await sail(site)
      assert.deepEqual(planned.plan.fields, ['stage', 'amount'])
    })
  },
  { languages: ['postgres', 'mysql'], where: manySessions },
)

/** As `sail`, for rules after which something is left as it is. */
async function sailOnce(site: Site) {
  const planned = await site.voyage.plan()
  const before = await site.rows()
  const run = await site.voyage.apply(planned.path)
  assert.equal(run.counts.applied, planned.plan.changes)
  assert.deepEqual((await site.voyage.plan()).changes, [])
  await site.voyage.undo(run.id)
  assert.deepEqual(await site.rows(), before)
  return { planned }
}
