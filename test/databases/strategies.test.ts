import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import {
  AbortedError,
  openPlanFile,
  openWorkspace,
  planDefinition,
  releaseDatabases,
  UsageError,
  type Change,
  type Finding,
  type Plan,
  type StrategyName,
  type Workspace,
} from '../../src/core/index'
import { isDatabaseError } from '../../src/core/database/errors'
import { describeEngines, type Engine } from '../helpers/engines'
import { temporaryFolder, workspaceFolder } from '../helpers/temporary'
import { ownTypes, typesOf } from './typeSamples'

const STRATEGIES: readonly StrategyName[] = ['merge', 'partition', 'hash', 'probe']

interface Found {
  readonly plan: Plan
  readonly changes: readonly Change[]
  readonly findings: readonly Finding[]
}

interface Site {
  /** Runs SQL on one end. */
  sql(end: 'source' | 'target', text: string): Promise<void>
  plan(definition: object, strategy?: StrategyName, signal?: AbortSignal): Promise<Found>
}

async function createSite(engine: Engine): Promise<Site> {
  const urls = {
    source: (await engine.createDatabase()).url,
    target: (await engine.createDatabase()).url,
  }
  return {
    async sql(end, text) {
      await releaseDatabases()
      await engine.query(urls[end], text)
    },
    async plan(definition, strategy, signal) {
      const workspace = await open(urls, definition)
      try {
        const options = { strategy, signal }
        return await read((await planDefinition(workspace, 'one.mapping.jsonc', options)).path)
      } finally {
        await releaseDatabases()
      }
    },
  }
}

function open(
  urls: Readonly<Record<'source' | 'target', string>>,
  definition: object,
): Promise<Workspace> {
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: { office: { url: '${env:OFFICE}' }, field: { url: '${env:FIELD}' } },
    },
    'one.mapping.jsonc': {
      source: { environment: 'office', table: 'items' },
      target: { environment: 'field', table: 'items' },
      ...definition,
    },
  })
  return openWorkspace(folder, {
    variables: { OFFICE: urls.source, FIELD: urls.target },
    secret: () => Promise.resolve(undefined),
  })
}

async function read(path: string): Promise<Found> {
  const file = await openPlanFile(path)
  try {
    const changes: Change[] = []
    const findings: Finding[] = []
    for await (const change of file.changes()) changes.push(change)
    for await (const finding of file.findings()) findings.push(finding)
    return { plan: file.plan, changes, findings }
  } finally {
    await file.close()
  }
}

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

/** Lends a folder to all that is put into the system's folder of temporary files meanwhile. */
async function withOwnTemporaries<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const { TMPDIR: before } = process.env
  const folder = temporaryFolder('tmp')
  process.env['TMPDIR'] = folder
  try {
    return await work(folder)
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}

const FOLDER_AND_FILE = 2

/** Rows that do not fit into the memory of a sort. */
const MANY_ROWS = `create table items (k int primary key, v text);
insert into items select g, repeat('x', 3000) || g from generate_series(1, 12000) g`

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

  describe('sort rows in files, which are gone', () => {
    const all = { key: 'k', fields: ['v'] }
    let site: Site
    before(async () => {
      site = await createSite(engine)
      for (const end of ['source', 'target'] as const) await site.sql(end, MANY_ROWS)
      await site.sql('target', `update items set v = 'y' where k % 1000 = 0`)
    })

    /** Plans, proves that there were files and that none is left, and tells how it has ended. */
    async function sort(definition: object, stop?: AbortController): Promise<Found | Error> {
      return withOwnTemporaries(async (folder) => {
        let most = 0
        const timer = setInterval(() => {
          most = Math.max(most, readdirSync(folder, { recursive: true }).length)
          if (most >= FOLDER_AND_FILE) stop?.abort()
        }, 2)
        try {
          return await site.plan(definition, 'partition', stop?.signal)
        } catch (error) {
          assert.ok(error instanceof Error)
          return error
        } finally {
          clearInterval(timer)
          assert.ok(most >= FOLDER_AND_FILE, `${most} files`)
          assert.deepEqual(readdirSync(folder), [])
        }
      })
    }

    it('when the plan is made', async () => {
      const found = await sort(all)
      assert.ok('plan' in found)
      const { matched, updated } = found.plan.summary
      assert.deepEqual([matched, updated], [12000, 12])
    })

    it('when a row cannot be read', async () => {
      const where = '1 / (k - 11990) < 2'
      const source = { environment: 'office', table: 'items', where }
      const error = await sort({ ...all, source })
      assert.ok(isDatabaseError(error, 'data'), String(error))
    })

    it('when somebody has enough', async () => {
      const ended = await sort(all, new AbortController())
      assert.ok(ended instanceof AbortedError, String(ended))
    })
  })
})

type CaseOf<T> = T extends fc.Arbitrary<infer U> ? U : never

describeEngines(
  'strategies where an index sorts otherwise',
  (engine) => {
    it('sort the rows themselves', async () => {
      const site = await createSite(engine)
      // In such a collation blanks follow a text that has ended, so that 'a\t' comes before 'a'.
      const table =
        'create table items (k varchar(20) character set utf8mb4 collate utf8mb4_bin primary key, v int)'
      for (const end of ['source', 'target'] as const) {
        await site.sql(end, table)
        await site.sql(
          end,
          `insert into items values ('a', 1), ('a\\t', 2), ('a\\tb', 3), ('b', 4)`,
        )
      }
      await site.sql('target', `update items set v = 9 where k = 'a\\t'`)
      const { plan, changes } = await site.plan({ key: 'k', fields: ['v'] })
      assert.equal(plan.strategy?.name, 'partition')
      assert.match(plan.strategy.why, /did not arrive in the order of the key/)
      assert.equal(plan.summary['matched'], 4)
      assert.deepEqual(
        changes.map(({ key, after }) => [key, after]),
        [[{ k: 'a\t' }, { v: '2' }]],
      )
    })
  },
  { languages: ['mysql'] },
)
