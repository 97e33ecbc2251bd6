import assert from 'node:assert/strict'
import { languageOf, type Engine } from '../helpers/engines'
import { almostEqual, columns, keys, type AlmostEqual, type Values } from './almostEqual'
import { setSail, type Voyage } from './coreSetUp'
import { describeDirections, quote } from './directions'

type Column = keyof typeof columns
const names = Object.keys(columns) as Column[]

/** Each pair in both directions: what is left in one row of the source is right in another. */
function rowsOf(pairs: readonly AlmostEqual[], side: 'source' | 'target'): readonly Values[] {
  return pairs.flatMap(({ left, right }) => (side === 'source' ? [left, right] : [right, left]))
}

function literal(engine: Engine, column: Column, value: string | undefined): string {
  if (value === undefined) return 'null'
  if (engine.kind === 'mysql' && column === 'b') return `x'${value.slice(2)}'`
  const text = quote(value, engine).replaceAll('\0', '\\0')
  return engine.kind === 'mysql' ? text : `${text}::${columns[column].postgres}`
}

async function createRows(engine: Engine, rows: readonly Values[]): Promise<string> {
  const { url } = await engine.createDatabase()
  const types = names.map((name) => `${name} ${columns[name][languageOf(engine)]}`)
  await engine.query(url, `create table samples (id int primary key, ${types.join(', ')})`)
  const tuples = rows.map((row, id) => {
    const values = names.map((name) => literal(engine, name, row[name]))
    return `(${id}, ${values.join(', ')})`
  })
  await engine.query(url, `insert into samples values ${tuples.join(', ')}`)
  return url
}

function sail(production: string, sandbox: string, rest: object): Promise<Voyage> {
  return setSail(
    { production, sandbox },
    {
      source: { environment: 'production', table: 'samples' },
      target: { environment: 'sandbox', table: 'samples' },
      ...rest,
    },
  )
}

const strategies = ['merge', 'partition', 'hash', 'probe'] as const

describeDirections('rows that are almost equal', (from, to) => {
  it('differ exactly where a value does', async () => {
    const pairs = almostEqual.filter(
      ({ only }) => only === undefined || (languageOf(from) === only && languageOf(to) === only),
    )
    const source = await createRows(from, rowsOf(pairs, 'source'))
    const target = await createRows(to, rowsOf(pairs, 'target'))
    const voyage = await sail(source, target, { key: 'id', fields: names })
    for (const strategy of strategies) {
      const { plan, changes, findings } = await voyage.plan(strategy)
      assert.equal(plan.strategy?.name, strategy)
      assert.deepEqual(findings, [])
      assert.equal(plan.summary['matched'], pairs.length * 2)
      const found = new Set(changes.map(({ key }) => Number(key['id'])))
      const told = pairs.flatMap((pair, index) =>
        [index * 2, index * 2 + 1].map((id) => ({ ...pair, isEqual: !found.has(id) })),
      )
      const expected = pairs.flatMap((pair) => [pair, pair])
      assert.deepEqual({ strategy, told }, { strategy, told: expected })
    }
    const { path, plan } = await voyage.plan()
    assert.equal((await voyage.apply(path)).counts.applied, plan.changes)
    assert.deepEqual((await voyage.plan()).changes, [])
  })
})

type Key = (typeof keys)[number]

async function createKeys(engine: Engine, rows: readonly Key[], value: string): Promise<string> {
  const { url } = await engine.createDatabase()
  const type = engine.kind === 'mysql' ? 'varchar(40) collate utf8mb4_general_ci' : 'text'
  await engine.query(url, `create table samples (k ${type}, l ${type}, v varchar(9))`)
  const spell = (part: string | null) => (part === null ? 'null' : quote(part, engine))
  const tuples = rows.map(([k, l]) => `(${spell(k)}, ${spell(l)}, '${value}')`)
  await engine.query(url, `insert into samples values ${tuples.join(', ')}`)
  return url
}

function sorted(list: readonly Key[]): readonly string[] {
  return list.map((key) => JSON.stringify(key)).sort()
}

function keyOf({ key }: { readonly key: object }): Key {
  return Object.values(key) as unknown as Key
}

describeDirections('keys that are almost equal', (from, to) => {
  it('match only themselves', async () => {
    const nulls: readonly Key[] = [
      ['a', null],
      [null, 'a'],
      [null, null],
    ]
    const common = keys.filter((_, index) => index % 3 === 0)
    const ofSource = keys.filter((_, index) => index % 3 === 1)
    const ofTarget = keys.filter((_, index) => index % 3 === 2)
    const source = await createKeys(from, [...common, ...ofSource, ...nulls], 'new')
    const target = await createKeys(to, [...common, ...ofTarget, ...nulls], 'old')
    const voyage = await sail(source, target, { key: ['k', 'l'], fields: ['v'] })
    for (const strategy of strategies) {
      const { changes, findings } = await voyage.plan(strategy)
      const keysOf = (kind: string) => findings.filter((found) => found.kind === kind).map(keyOf)
      assert.deepEqual(
        {
          strategy,
          changes: sorted(changes.map(keyOf)),
          notFound: sorted(keysOf('notFound')),
          nullKey: sorted(keysOf('nullKey')),
        },
        {
          strategy,
          changes: sorted(common),
          notFound: sorted(ofSource),
          nullKey: sorted([...nulls, ...nulls]),
        },
      )
    }
    const { path } = await voyage.plan()
    assert.equal((await voyage.apply(path)).counts.applied, common.length)
    const [left] = await to.query(target, "select count(*) as n from samples where v = 'old'")
    assert.equal(Number(left?.['n']), ofTarget.length + nulls.length)
  })
})
