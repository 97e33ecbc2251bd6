import assert from 'node:assert/strict'
import { describeEngines, type Engine, type TextRow } from '../helpers/engines'
import { setSail, type Voyage } from './coreSetUp'

const COLUMNS = `
  job varchar(20) collate utf8mb4_general_ci not null,
  part varchar(10) collate utf8mb4_bin not null,
  stage varchar(200),
  amount decimal(30,10),
  large bigint unsigned,
  ratio double,
  single float,
  due datetime(6),
  seen timestamp(3) null,
  day date,
  span time(6),
  bytes varbinary(50),
  colour enum('red','blue'),
  document json,
  flags bit(8),
  latin varchar(50) character set latin1,
  primary key (job, part)`

const FIELDS = [
  ...['stage', 'amount', 'large', 'ratio', 'single', 'due', 'seen', 'day', 'span', 'bytes'],
  ...['colour', 'document', 'flags', 'latin'],
]

const MAPPING = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  key: ['job', 'part'],
  fields: FIELDS,
}

/** Rows as SQL, of which the target has the key and other values. */
const ROWS: readonly string[] = [
  `('A', 'x', 'tab\\t back\\\\ line\\n 😀 end ', -12345678901234567890.0123456789, 18446744073709551615, 0.1, 0.1,
    '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999', '0000-00-00', '-838:59:59.999999', x'00ff5c0a', 'red',
    '{"b": 1, "a": [1.0, null]}', b'10000001', 'é')`,
  `('a ', 'X', concat('nul', char(0), 'nul'), 0, 0, 5e-324, 1.17549e-38, '0000-00-00 00:00:00', null, '2024-02-29',
    '00:00:00.5', '', 'blue', 'null', 0, '')`,
  `('É', 'e', '', null, 9007199254740993, 1.7976931348623157e308, 3.40282e38, '2024-01-01 00:00:00.100000',
    '1970-01-01 00:00:01', '9999-12-31', '12:00:00', x'ffff', null, '"text"', 255, null)`,
  `('keep', 'k', null, 1.5, 1, -0.0, 16777216, null, null, null, null, null, null, null, null, null)`,
]

async function setUp(
  engine: Engine,
): Promise<{ readonly voyage: Voyage; rows(): Promise<readonly TextRow[]> }> {
  const { url: production } = await engine.createDatabase()
  const { url: sandbox } = await engine.createDatabase()
  for (const url of [production, sandbox])
    await engine.query(url, `create table jobs (${COLUMNS}) default charset utf8mb4`)
  await engine.query(production, `insert into jobs values ${ROWS.join(', ')}`)
  await engine.query(sandbox, 'insert into jobs (job, part) values (?, ?), (?, ?), (?, ?)', [
    ...['A', 'x', 'É', 'e', 'only here', 'o'],
  ])
  await engine.query(sandbox, `insert into jobs values ${ROWS[3] ?? ''}`)
  await engine.query(sandbox, `insert into jobs (job, part, stage) values ('a ', 'X', 'old')`)
  const rows = () =>
    engine.query(sandbox, 'select *, hex(bytes), flags + 0, ratio + 0e0 from jobs order by part')
  return { voyage: await setSail({ production, sandbox }, MAPPING), rows }
}

describeEngines(
  'a voyage on MySQL',
  (engine) => {
    it('carries every type exactly, and takes it back', async () => {
      const { voyage, rows } = await setUp(engine)
      const before = await rows()
      const planned = await voyage.plan()
      const { totalSource, totalTarget, matched, notFound, updated, errors } = planned.plan.summary
      assert.deepEqual(
        { totalSource, totalTarget, matched, notFound, updated, errors },
        { totalSource: 4, totalTarget: 5, matched: 4, notFound: 0, updated: 3, errors: 0 },
      )
      assert.deepEqual(await rows(), before, 'planning writes nothing')
      const run = await voyage.apply(planned.path)
      assert.deepEqual(run.counts, { total: 3, applied: 3, drifted: 0, failed: 0 })
      assert.deepEqual((await voyage.plan()).changes, [])
      const undone = await voyage.undo(run.id)
      assert.deepEqual(undone.counts, { total: 3, applied: 3, drifted: 0, failed: 0 })
      assert.deepEqual(await rows(), before, 'undo brings every row back')
    })

    it('says that what a lax server has made of an unknown label cannot be taken back', async () => {
      const { url: production } = await engine.createDatabase()
      const { url: sandbox } = await engine.createDatabase()
      const table = "create table jobs (id int primary key, colour enum('red','blue'))"
      for (const url of [production, sandbox]) await engine.query(url, table)
      await engine.query(production, "insert into jobs values (1, 'red'), (2, 'blue'), (3, null)")
      const lax = "insert ignore into jobs values (1, 'green'), (2, 'red'), (3, 'green')"
      await engine.query(sandbox, lax)
      const voyage = await setSail({ production, sandbox }, { ...MAPPING, ...COLOURS })
      const { plan, path } = await voyage.plan()
      assert.deepEqual(
        plan.hazards.filter(({ code }) => code === 'enum-errors').map(({ message }) => message),
        [
          '2 changes replace an empty text that is none of its enum’s labels, and which undo cannot write again',
        ],
      )
      const run = await voyage.apply(path)
      assert.deepEqual(run.counts, { total: 3, applied: 3, drifted: 0, failed: 0 })
      const undone = await voyage.undo(run.id)
      assert.deepEqual(undone.counts, { total: 3, applied: 1, drifted: 0, failed: 2 })
    })
  },
  { languages: ['mysql'] },
)

const COLOURS = { key: ['id'], fields: ['colour'] }
