import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Engine } from '../helpers/engines'
import { setSail, type Planned } from './coreSetUp'
import { describeDirections, quote } from './directions'

const strategies = ['merge', 'partition', 'hash', 'probe'] as const

/** Texts that run into each other where no lengths stand between them, and nulls beside their spellings. */
const text = fc.option(
  fc.constantFrom('', 'a', 'A', 'ab', 'b', '1:a', 'N', '1', '\\N', 'NULL', 'é', '😀', ' a', '\t'),
  { nil: null },
)
const number = fc.option(fc.constantFrom('0', '1', '-1', '10', '1.5', '1.50'), { nil: null })
const row = fc.tuple(text, text, text, text, number)
const sides = fc.record({
  rows: fc.array(row, { maxLength: 25 }),
  keeps: fc.nat({ max: 25 }),
  others: fc.array(row, { maxLength: 6 }),
})

type ValueOf<T> = T extends fc.Arbitrary<infer U> ? U : never
type Row = ValueOf<typeof row>

async function createTable(engine: Engine): Promise<string> {
  const { url } = await engine.createDatabase()
  const type =
    engine.kind === 'mysql'
      ? 'varchar(20) character set utf8mb4 collate utf8mb4_general_ci'
      : 'varchar(20)'
  const decimal = engine.kind === 'mysql' ? 'decimal(9,2)' : 'numeric(9,2)'
  const columns = ['k', 'l', 'v', 'w'].map((name) => `${name} ${type}`)
  await engine.query(url, `create table items (${columns.join(', ')}, n ${decimal})`)
  return url
}

async function fill(engine: Engine, url: string, rows: readonly Row[]): Promise<void> {
  await engine.query(url, 'delete from items')
  if (rows.length === 0) return
  const spell = (value: string | null) => (value === null ? 'null' : quote(value, engine))
  const tuples = rows.map((values) => `(${values.map(spell).join(', ')})`)
  await engine.query(url, `insert into items values ${tuples.join(', ')}`)
}

/** What has to be the same whatever the strategy is. Findings may come in any order. */
function essence({ plan: { summary, hazards }, changes, findings }: Planned) {
  return { summary, hazards, changes, findings: findings.map((one) => JSON.stringify(one)).sort() }
}

const items = {
  source: { environment: 'production', table: 'items' },
  target: { environment: 'sandbox', table: 'items' },
}

describeDirections('hashes of texts', (from, to) => {
  it('find what values find, with keys that are repeated or null', async () => {
    const [production, sandbox] = [await createTable(from), await createTable(to)]
    // Of two servers of PostgreSQL that have hashes of their own it would be these.
    if (from.kind === 'postgres' && to.kind === 'postgres')
      await to.query(sandbox, 'alter table items alter w type text')
    const voyage = await setSail(
      { production, sandbox },
      { ...items, key: ['k', 'l'], fields: ['v', 'w', 'n'] },
    )
    const check = async ({ rows, keeps, others }: ValueOf<typeof sides>) => {
      await fill(from, production, rows)
      await fill(to, sandbox, [...rows.slice(0, keeps), ...others])
      const exact = essence(await voyage.plan('merge'))
      for (const strategy of strategies) {
        const found = await voyage.plan(strategy)
        assert.equal(found.plan.strategy?.name, strategy)
        assert.deepEqual(essence(found), exact, strategy)
      }
    }
    await fc.assert(fc.asyncProperty(sides, check), { numRuns: 12 })
  })

  if (from.kind === 'postgres' && to.kind === 'postgres') return
  it('of rows that are too long to be hashed are never the same', async () => {
    const [production, sandbox] = [await createLong(from, 'a'), await createLong(to, 'b')]
    const voyage = await setSail(
      { production, sandbox },
      { ...items, key: ['id'], fields: ['v', 'w'] },
    )
    for (const strategy of ['hash', 'probe'] as const) {
      const { plan, changes } = await voyage.plan(strategy)
      assert.deepEqual([plan.summary['matched'], plan.changes], [2, 1], strategy)
      assert.equal(changes[0]?.after['w']?.slice(-1), 'a')
    }
  })
})

/** Two rows that are larger than MariaDB lets a text be. The second one ends otherwise on each side. */
async function createLong(engine: Engine, end: string): Promise<string> {
  const { url } = await engine.createDatabase()
  const type = engine.kind === 'mysql' ? 'longtext character set utf8mb4' : 'text'
  await engine.query(url, `create table items (id int primary key, v ${type}, w ${type})`)
  for (const [id, last] of [
    ['1', 'x'],
    ['2', end],
  ])
    await engine.query(
      url,
      `insert into items values (${id}, repeat('v', 9000000), concat(repeat('w', 9000000), '${last}'))`,
    )
  return url
}
