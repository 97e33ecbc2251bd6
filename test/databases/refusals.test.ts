import assert from 'node:assert/strict'
import { describeEngines, languageOf, ownsServer, type Engine } from '../helpers/engines'
import { onQuery } from '../../src/core/queryLog/queryLog'
import type { Run } from '../../src/core/index'
import { createSite as createJobs } from '../spine/site'
import { setSail, type Voyage } from './coreSetUp'

const FIELDS = ['state', 'qty', 'code', 'note']

/** More than two batches. */
const ROWS = 6000

/** Rows that the target shall refuse: in each batch, at its edges, next to each other. */
const BAD = [1, 700, 701, 2499, 2500, 2501, 4000, 5999, 6000]

/** Values that the target refuses, for reasons that its catalogue tells or does not. */
interface Reason {
  readonly name: string
  /** What is put into a bad row. */
  readonly bad: Readonly<Record<string, string>>
  readonly postgres: readonly string[]
  readonly mysql: readonly string[]
  readonly constraint?: string
  readonly column?: string
  readonly codes: Readonly<Record<'postgres' | 'mysql', string>>
}

const TRIGGER = (body: string) => [
  `create function refuse() returns trigger language plpgsql as $$
begin
  if new.qty = -1 then ${body}; end if;
  return new;
end $$`,
  'create trigger refuse before update on jobs for each row execute function refuse()',
]

const REASONS: readonly Reason[] = [
  {
    name: 'a check',
    bad: { qty: '-1' },
    postgres: ['alter table jobs add constraint positive check (qty >= 0)'],
    mysql: ['alter table jobs add constraint positive check (qty >= 0)'],
    constraint: 'positive',
    codes: { postgres: '23514', mysql: '23000' },
  },
  {
    name: 'a foreign key',
    bad: { state: 'nowhere' },
    postgres: [
      'alter table jobs add constraint known_state foreign key (state) references states (state)',
    ],
    mysql: [
      'alter table jobs add constraint known_state foreign key (state) references states (state)',
    ],
    constraint: 'known_state',
    codes: { postgres: '23503', mysql: '23000' },
  },
  {
    name: 'a foreign key that is checked at the commit',
    bad: { state: 'nowhere' },
    postgres: [
      'alter table jobs add constraint known_state foreign key (state) references states (state) deferrable initially deferred',
    ],
    mysql: [],
    constraint: 'known_state',
    codes: { postgres: '23503', mysql: '' },
  },
  {
    name: 'a unique key',
    bad: { code: 'taken' },
    postgres: ['alter table jobs add constraint one_code unique (code)'],
    mysql: ['alter table jobs add constraint one_code unique (code)'],
    constraint: 'one_code',
    codes: { postgres: '23505', mysql: '23000' },
  },
  {
    name: 'a trigger',
    bad: { qty: '-1' },
    postgres: TRIGGER(`raise exception 'not this one'`),
    mysql: [
      `create trigger refuse before update on jobs for each row
if new.qty = -1 then signal sqlstate '45000' set message_text = 'not this one'; end if`,
    ],
    codes: { postgres: 'P0001', mysql: '45000' },
  },
  {
    name: 'a trigger that comes after the row',
    bad: { qty: '-1' },
    postgres: [
      ...TRIGGER(`raise exception 'not this one'`).slice(0, 1),
      'create trigger refuse after update on jobs for each row execute function refuse()',
    ],
    mysql: [
      `create trigger refuse after update on jobs for each row
if new.qty = -1 then signal sqlstate '45000' set message_text = 'not this one'; end if`,
    ],
    codes: { postgres: 'P0001', mysql: '45000' },
  },
  {
    name: 'a trigger that also writes another table',
    bad: { qty: '-1' },
    postgres: [],
    // Rows of the other table are counted with those of the target: what is made of the count is wrong.
    mysql: [
      `create trigger refuse before update on jobs for each row
begin
  update states set state = state where state = 'open';
  if new.qty = -1 then signal sqlstate '45000' set message_text = 'not this one'; end if;
end`,
    ],
    codes: { postgres: '', mysql: '45000' },
  },
  {
    name: 'a column that takes no null',
    bad: { qty: '-1' },
    postgres: TRIGGER('new.note := null'),
    mysql: [],
    column: 'note',
    codes: { postgres: '23502', mysql: '' },
  },
]

interface Site {
  readonly voyage: Voyage
  rows(): Promise<readonly string[]>
  /** Of the run's refused changes, in order. */
  refusals(run: Run): Promise<readonly { readonly job: string; readonly error: RowError }[]>
}

interface RowError {
  readonly code: string
  readonly constraint?: string
  readonly column?: string
}

async function createSite(engine: Engine, reason: Reason): Promise<Site> {
  const { url: production } = await engine.createDatabase()
  const { url: sandbox } = await engine.createDatabase()
  const language = languageOf(engine)
  const numbers =
    language === 'postgres'
      ? `(select n from generate_series(1, ${ROWS}) n) numbers`
      : `(select seq as n from seq_1_to_${ROWS}) numbers`
  const table = `create table jobs (
  job int primary key, state varchar(20), qty int, code varchar(30), note varchar(30) not null)`
  const text = (prefix: string) => `concat('${prefix}', n)`
  const insert = (values: Readonly<Record<string, string>>) =>
    `insert into jobs select n, ${FIELDS.map((field) => values[field]).join(', ')} from ${numbers}`
  const good = { state: `'moved'`, qty: '1', code: text('new-'), note: text('b') }
  const bad = Object.fromEntries(
    Object.entries(reason.bad).map(([name, value]) => [
      name,
      `case when n in (${BAD.join()}) then '${value}' else ${good[name as keyof typeof good]} end`,
    ]),
  )
  const quantity = { qty: 'qty' in bad ? `case when n in (${BAD.join()}) then -1 else 1 end` : '1' }
  await run(engine, production, [table, insert({ ...good, ...bad, ...quantity })])
  await run(engine, sandbox, [
    'create table states (state varchar(20) primary key)',
    `insert into states values ('open'), ('moved')`,
    table,
    insert({ state: `'open'`, qty: '0', code: text('old-'), note: text('a') }),
    `insert into jobs values (9999, 'open', 0, 'taken', 'x')`,
    ...reason[language],
  ])
  const voyage = await setSail(
    { production, sandbox },
    {
      source: { environment: 'production', table: 'jobs' },
      target: { environment: 'sandbox', table: 'jobs' },
      key: ['job'],
      fields: FIELDS,
    },
  )
  const journal = language === 'postgres' ? 'drydock.row_changes' : 'drydock_row_changes'
  return {
    voyage,
    rows: async () => {
      const found = await engine.query(sandbox, 'select * from jobs order by job')
      return found.map((row) => Object.values(row).join(' '))
    },
    refusals: async ({ id }) => {
      const key = language === 'postgres' ? 'key' : '`key`'
      const found = await engine.query(
        sandbox,
        `select ${key} as job, error from ${journal} where run_id = '${id}' and outcome = 'failed' order by ordinal`,
      )
      return found.map(({ job, error }) => ({
        job: (JSON.parse(job ?? '') as { job: string }).job,
        error: JSON.parse(error ?? '') as RowError,
      }))
    },
  }
}

async function run(engine: Engine, url: string, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await engine.query(url, statement)
}

/** How many statements the core runs meanwhile. */
async function countStatements(work: () => Promise<void>): Promise<number> {
  let count = 0
  const end = onQuery(() => count++)
  try {
    await work()
  } finally {
    end()
  }
  return count
}

describeEngines(
  'rows that are refused by',
  (engine) => {
    const language = languageOf(engine)
    for (const reason of REASONS.filter((one) => one[language].length > 0))
      it(`${reason.name} are each reported, cost no other row its change and few statements`, async () => {
        const { voyage, rows, refusals } = await createSite(engine, reason)
        const before = await rows()
        const { path } = await voyage.plan()
        let applied: Run | undefined
        const statements = await countStatements(async () => {
          applied = await voyage.apply(path)
        })
        assert.ok(applied)
        const failed = BAD.length
        assert.deepEqual(applied.counts, {
          total: ROWS,
          applied: ROWS - failed,
          drifted: 0,
          failed,
        })
        const found = await refusals(applied)
        assert.deepEqual(
          found.map(({ job }) => Number(job)),
          BAD,
        )
        for (const { error } of found) {
          assert.equal(error.code, reason.codes[language])
          assert.equal(error.constraint, reason.constraint)
          assert.equal(error.column, reason.column)
        }
        const expected = before.map((row, index) =>
          index >= ROWS || BAD.includes(index + 1)
            ? row
            : `${index + 1} moved 1 new-${index + 1} b${index + 1}`,
        )
        assert.deepEqual(await rows(), expected)
        await voyage.undo(applied.id)
        assert.deepEqual(await rows(), before)
        // Halving each batch down to each of them would take some five hundred.
        if (reason.constraint !== undefined) assert.ok(statements < 260, `${statements} statements`)
      })
  },
  { languages: ['postgres', 'mysql'] },
)

/** Numbered jobs of which the target lacks one and has one too many. */
const ALL_THREE = {
  source: `create table jobs (job integer primary key, stage varchar(50)); insert into jobs values (1, 'a'), (2, 'b')`,
  target: `create table jobs (job integer primary key, stage varchar(50)); insert into jobs values (2, 'x'), (3, 'c')`,
}

describeEngines(
  'a role that may update',
  (engine) => {
    it('and not insert or delete is refused before anything is written', async () => {
      const site = await createJobs(engine, {
        tables: ALL_THREE,
        mapping: { missing: { inTarget: 'insert', inSource: 'delete' } },
      })
      const plan = await site.plan()
      await site.query(
        'target',
        'alter table jobs owner to postgres; grant select, update on jobs to public',
      )
      await assert.rejects(site.apply(plan), (error: Error & { code?: string; mend?: string }) => {
        assert.equal(error.code, 'update-not-permitted')
        assert.match(
          error.message,
          /insert of column "job", insert of column "stage", delete on table/,
        )
        assert.match(error.mend ?? '', /grant select, update, insert, delete on/)
        return true
      })
      assert.equal(await site.hasLedger(), false)
    })

    it('and not read the table that a foreign key leads to has refused rows told all the same', async () => {
      const site = await createJobs(engine, { rows: 20 })
      await site.query(
        'target',
        `create table stages (stage varchar(50) primary key); insert into stages select stage from jobs;
insert into stages select 'new ' || n from generate_series(1, 20) n where n not in (3, 4, 17);
alter table jobs add constraint known foreign key (stage) references stages (stage);
revoke all on stages from public`,
      )
      const { run } = await site.apply(await site.plan())
      assert.deepEqual([run.counts.applied, run.counts.failed], [17, 3])
    })
  },
  { where: (engine) => ownsServer(engine) },
)

describeEngines(
  'a table without transactions',
  (engine) => {
    it('is refused before anything is written', async () => {
      const site = await createJobs(engine)
      const plan = await site.plan()
      await site.query('target', 'alter table jobs engine = MyISAM')
      await assert.rejects(site.apply(plan), { code: 'not-transactional' })
      assert.equal(await site.hasLedger(), false)
    })
  },
  { languages: ['mysql'] },
)
