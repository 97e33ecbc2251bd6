import assert from 'node:assert/strict'
import fc from 'fast-check'
import { UsageError, type StrategyName } from '../../src/core/index'
import { describeEngines } from '../helpers/engines'
import { createSite, type Found, type Site } from './strategySite'
import { ownTypes, typesOf } from './typeSamples'

const STRATEGIES: readonly StrategyName[] = ['merge', 'partition', 'hash', 'probe']

/** What has to be the same whatever the strategy is. Findings may come in any order. */
function essence({ plan, changes, findings }: Found) {
  const { summary, hazards } = plan
  const texts = findings.map((finding) => JSON.stringify(finding)).sort()
  return { summary, hazards, changes, findings: texts }
}

/** A shorter answer to what is wrong. */
function changeLines({ changes }: Found): readonly string[] {
  return changes.map(({ key, before, after }) => JSON.stringify({ key, before, after }))
}

/** Plans with every strategy, and gives what all of them found. */
async function planWithAll(site: Site, definition: object): Promise<Found> {
  const exact = await site.plan(definition, 'merge')
  for (const strategy of STRATEGIES.slice(1)) {
    const found = await site.plan(definition, strategy)
    assert.equal(found.plan.strategy?.name, strategy)
    assert.deepEqual(changeLines(found), changeLines(exact), strategy)
    assert.deepEqual(essence(found), essence(exact), strategy)
  }
  return exact
}

/** Each row holds a pair of values of one type: all other columns are null on both sides. */
function pairsOf(types: ReturnType<typeof typesOf>): Readonly<Record<'source' | 'target', string>> {
  const rows = { source: [] as string[], target: [] as string[] }
  let key = 0
  for (const [index, { values }] of types.entries())
    for (const given of ['null', ...values])
      for (const present of ['null', ...values]) {
        key++
        rows.source.push(`insert into items (k, c${index}) values (${key}, ${given})`)
        rows.target.push(`insert into items (k, c${index}) values (${key}, ${present})`)
      }
  return { source: rows.source.join(';\n'), target: rows.target.join(';\n') }
}

/** Values that are hashed alike by the servers' own hashes of their types, and others that tools confuse. */
const MORE_SAMPLES = [
  { type: 'bigint', values: ["'0'", "'4294967297'", "'-1'", "'8589934594'"] },
  { type: 'numeric', values: ["'10.5'", "'-10.5'", "'100000'", "'1.00'", "'1.0'", "'0'"] },
  { type: 'timestamp', values: ["'2000-01-01'", "'2000-01-01 01:11:34.967297'"] },
  { type: 'jsonb', values: ["'1'", "'-1'", "'[1,[2]]'", "'[[1],2]'", "'1.0'", '\'{"a":1}\''] },
  { type: 'text', values: ["'a|b'", "'<null>'", "'NULL'", "'\\N'", "'é'", "'e\u0301'", "'A'"] },
]

const random = {
  key: fc.option(fc.constantFrom("'a'", "'b'", "'B'", "'ä'", "'\\t'", "''"), { nil: 'null' }),
  number: fc.option(fc.constantFrom('1', '2', '10', '-1'), { nil: 'null' }),
  value: fc.option(fc.constantFrom("'x'", "'y'", "''"), { nil: 'null' }),
}

const randomRow = fc.tuple(random.number, random.key, random.value, random.number)

const randomCase = fc.record({
  source: fc.array(randomRow, { maxLength: 25 }),
  changed: fc.array(randomRow, { maxLength: 8 }),
  keeps: fc.nat({ max: 25 }),
  missing: fc.constantFrom({}, { inSource: 'delete', deleteLimit: '100%' }, { inSource: 'ignore' }),
  where: fc.constantFrom({}, { where: "v is distinct from 'x'" }),
})

function fill(rows: readonly (readonly string[])[]): string {
  const inserts = rows.map((row) => `insert into items values (${row.join(', ')})`)
  return ['truncate items', ...inserts].join(';\n')
}

describeEngines('strategies', (engine) => {
  it('find the same differences in every pair of values of every type', async () => {
    const site = await createSite(engine)
    const types = [...typesOf(), ...MORE_SAMPLES]
    const columns = types.map(({ type }, index) => `c${index} ${type}`)
    const rows = pairsOf(types)
    for (const end of ['source', 'target'] as const) {
      await site.sql(
        end,
        `${ownTypes}; create table items (k int primary key, ${columns.join(', ')})`,
      )
      await site.sql(end, rows[end])
    }
    const { plan } = await planWithAll(site, { key: 'k', fields: '*' })
    assert.ok(Number(plan.summary['updated']) > 500)
  })

  it('find the same in any rows, with keys that are repeated or null', async () => {
    const site = await createSite(engine)
    const table = 'create table items (n int, k varchar(5), v text, m numeric)'
    for (const end of ['source', 'target'] as const) await site.sql(end, table)
    const check = async ({ source, changed, keeps, missing, where }: CaseOf<typeof randomCase>) => {
      await site.sql('source', fill(source))
      await site.sql('target', fill([...source.slice(0, keeps), ...changed]))
      await planWithAll(site, {
        source: { environment: 'office', table: 'items', ...where },
        target: { environment: 'field', table: 'items', ...where },
        key: ['n', 'k'],
        fields: ['v', 'm'],
        missing,
      })
    }
    await fc.assert(fc.asyncProperty(randomCase, check), {
      numRuns: engine.kind === 'pglite' ? 2 : 25,
    })
  })

  it('say what each would cost, which cannot be used and why', async () => {
    const site = await createSite(engine)
    for (const end of ['source', 'target'] as const)
      await site.sql(end, 'create table items (k int primary key, v text)')
    const plain = await site.plan({ key: 'k', fields: ['v'] })
    assert.deepEqual(
      plain.plan.strategy?.costs.map(({ name }) => name),
      STRATEGIES,
    )
    assert.equal(plain.plan.strategy?.name, 'merge')
    const computed = { key: 'k', fields: [{ source: 'v', target: 'v', transform: ['trim'] }] }
    const { costs = [] } = (await site.plan(computed)).plan.strategy ?? {}
    const reasons = costs.flatMap((cost) => ('notEligible' in cost ? [cost.notEligible] : []))
    assert.deepEqual(reasons, ['"v" is computed on its way', '"v" is computed on its way'])
    await assert.rejects(site.plan(computed, 'hash'), (error) => {
      assert.ok(error instanceof UsageError)
      assert.equal(error.message, 'the strategy "hash" cannot be used: "v" is computed on its way')
      return true
    })
  })
})

type CaseOf<T> = T extends fc.Arbitrary<infer U> ? U : never
