import assert from 'node:assert/strict'
import { describeEngines } from '../helpers/engines'
import { setSail } from './coreSetUp'

const long = 'n'.repeat(63)
const oddSchema = `a.b "c" 'd' é`
const oddTable = `Select * from; -- $1 %s`
const oddColumns = [
  'Größe',
  'a "b"',
  "it's",
  '__proto__',
  'constructor',
  '$1',
  '%s',
  ' ',
  '😀',
  'c0',
  'a.b',
  long,
]
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

describeEngines('odd names', (engine) => {
  it('are planned, applied and undone like any other', async () => {
    const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
    const table = `${quoted(oddSchema)}.${quoted(oddTable)}`
    const columns = oddColumns.map((name) => `${quoted(name)} text`)
    const create = (value: string) => `
create schema ${quoted(oddSchema)};
create table ${table} ("the ""key""" int primary key, ${columns.join(', ')});
insert into ${table} values (1, ${oddColumns.map((name) => `${value} || '${name.replaceAll("'", "''")}'`).join(', ')})`
    await engine.query(from.url, create("'new '"))
    await engine.query(to.url, create("'old '"))
    const end = { schema: oddSchema, table: oddTable }
    const voyage = await setSail(
      { production: from.url, sandbox: to.url },
      {
        source: { environment: 'production', ...end },
        target: { environment: 'sandbox', ...end },
        key: 'the "key"',
        fields: oddColumns,
      },
    )
    const rows = (url: string) => engine.query(url, `select t::text as row from ${table} t`)
    const start = await rows(to.url)
    const { path, plan, changes } = await voyage.plan()
    const texts = (value: string) =>
      Object.fromEntries(oddColumns.map((name) => [name, `${value} ${name}`]))
    assert.deepEqual(changes[0]?.before, texts('old'))
    assert.deepEqual(changes[0]?.after, texts('new'))
    assert.deepEqual(
      plan.summary['fieldUpdates'],
      Object.fromEntries(oddColumns.map((name) => [name, 1])),
    )
    const run = await voyage.apply(path)
    assert.deepEqual(await rows(to.url), await rows(from.url))
    assert.equal((await voyage.undo(run.id)).counts.applied, 1)
    assert.deepEqual(await rows(to.url), start)
  })
})
