import assert from 'node:assert/strict'
import { describeEngines, languageOf } from '../helpers/engines'
import { setSail } from './coreSetUp'

const COLUMNS = [
  'Größe',
  'a "b"',
  'a `b`',
  "it's",
  '__proto__',
  'constructor',
  '$1',
  '?',
  '%s',
  'c0',
  'a.b',
  'a\\b',
]

/** MySQL takes a database's name for a schema's, and no name that ends with a space or has a character of four bytes. */
const NAMES = {
  postgres: {
    quoted: (name: string) => `"${name.replaceAll('"', '""')}"`,
    columns: [...COLUMNS, ' ', '😀', 'n'.repeat(63)],
    schema: () => `a.b "c" 'd' é`,
  },
  mysql: {
    quoted: (name: string) => `\`${name.replaceAll('`', '``')}\``,
    columns: [...COLUMNS, 'n'.repeat(64)],
    // Both ends are on one server. The name begins with what the tests' user may create.
    schema: (end: string) => `drydock_test_${process.pid}_${end} a.b "c" 'd' \`e\` é`,
  },
} as const

const TABLE = `Select * from; -- $1 ? %s`

describeEngines(
  'odd names',
  (engine) => {
    const language = languageOf(engine)
    const { quoted, columns, schema } = NAMES[language]
    const pathOf = (end: string) => `${quoted(schema(end))}.${quoted(TABLE)}`

    // It is a database of its own, which the engine does not know of.
    if (language === 'mysql')
      after(async () => {
        const { url } = await engine.createDatabase()
        for (const end of ['from', 'to'])
          await engine.query(url, `drop schema if exists ${quoted(schema(end))}`)
      })

    it('are planned, applied and undone like any other', async () => {
      const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
      const create = (end: string, value: string) => `
create schema ${quoted(schema(end))};
create table ${pathOf(end)} (${quoted('the "key"')} int primary key, ${columns.map((name) => `${quoted(name)} varchar(80)`).join(', ')});
insert into ${pathOf(end)} values (1, ${columns.map((_, index) => `'${value} ${index}'`).join(', ')})`
      await engine.query(from.url, create('from', 'new'))
      await engine.query(to.url, create('to', 'old'))
      const place = (environment: string, end: string) => ({
        environment,
        schema: schema(end),
        table: TABLE,
      })
      const voyage = await setSail(
        { production: from.url, sandbox: to.url },
        {
          source: place('production', 'from'),
          target: place('sandbox', 'to'),
          key: 'the "key"',
          fields: columns,
        },
      )
      const row = async (url: string, end: string) =>
        engine.query(
          url,
          `select concat_ws('|', ${columns.map(quoted).join(', ')}) as line from ${pathOf(end)}`,
        )
      const start = await row(to.url, 'to')
      const { path, plan, changes } = await voyage.plan()
      const texts = (value: string) =>
        Object.fromEntries(columns.map((name, index) => [name, `${value} ${index}`]))
      assert.deepEqual(changes[0]?.before, texts('old'))
      assert.deepEqual(changes[0]?.after, texts('new'))
      assert.deepEqual(
        plan.summary['fieldUpdates'],
        Object.fromEntries(columns.map((name) => [name, 1])),
      )
      const run = await voyage.apply(path)
      assert.deepEqual(await row(to.url, 'to'), await row(from.url, 'from'))
      assert.equal((await voyage.undo(run.id)).counts.applied, 1)
      assert.deepEqual(await row(to.url, 'to'), start)
    })
  },
  { languages: ['postgres', 'mysql'] },
)
