import assert from 'node:assert/strict'
import { describeEngines, manySessions, type Engine } from '../helpers/engines'
import { setSail } from './coreSetUp'
import { equalValues, ownTypes, typesOf, type EqualValues, type TypeSample } from './typeSamples'

const everyRow =
  "select coalesce(string_agg(t::text, E'\\n' order by id), '') as all from samples t"

async function textOf(engine: Engine, url: string): Promise<string> {
  return (await engine.query(url, everyRow))[0]?.['all'] ?? ''
}

/** The types that this engine was built with. */
async function supported(engine: Engine, url: string): Promise<readonly TypeSample[]> {
  const hasXml = await engine.query(url, "select '<a/>'::xml").then(
    () => true,
    () => false,
  )
  return typesOf().filter(({ type }) => type !== 'xml' || hasXml)
}

/** A column for each type, c0, c1, …, and as many rows as the type with the most samples has. */
function createSamples(types: readonly TypeSample[]): string {
  const columns = types.map(({ type }, index) => `c${index} ${type}`)
  return `${ownTypes}; create table samples (id int primary key, ${columns.join(', ')})`
}

function insertSamples(types: readonly TypeSample[]): string {
  const count = Math.max(...types.map(({ values }) => values.length))
  const rows = Array.from({ length: count }, (_, row) => {
    const values = types.map(({ type, values }) => {
      const value = values[row]
      return value === undefined ? 'null' : `(${value})::${type}`
    })
    return `(${row}, ${values.join(', ')})`
  })
  return `insert into samples values ${rows.join(', ')}`
}

const ends = {
  source: { environment: 'production', table: 'samples' },
  target: { environment: 'sandbox', table: 'samples' },
}

describeEngines('values of every type', (engine) => {
  it('arrive as they left, replace each other, and are taken back to the byte', async () => {
    const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
    const types = await supported(engine, from.url)
    await engine.query(from.url, `${createSamples(types)}; ${insertSamples(types)}`)
    // Rows without values, and one whose values are another row's.
    await engine.query(to.url, `${createSamples(types)}; ${insertSamples(types)}`)
    const first = types.map((_, index) => `c${index} = f.c${index}`).join(', ')
    const empty = types.map((_, index) => `c${index} = null`).join(', ')
    await engine.query(
      to.url,
      `update samples s set ${first} from samples f where s.id = 1 and f.id = 0; update samples set ${empty} where id <> 1`,
    )
    const [wanted, start] = [await textOf(engine, from.url), await textOf(engine, to.url)]
    assert.notEqual(start, wanted)

    const fields = types.map((_, index) => `c${index}`)
    const voyage = await setSail(
      { production: from.url, sandbox: to.url },
      { ...ends, key: 'id', fields },
    )
    const planned = await voyage.plan()
    const run = await voyage.apply(planned.path)
    const { total, applied } = run.counts
    assert.deepEqual([applied, total], [planned.plan.changes, planned.plan.changes])
    assert.equal(await textOf(engine, to.url), wanted)
    assert.equal((await voyage.plan()).plan.changes, 0)

    const undone = await voyage.undo(run.id)
    assert.deepEqual(undone.counts, { total, applied: total, drifted: 0, failed: 0 })
    assert.equal(await textOf(engine, to.url), start)
    assert.equal(await textOf(engine, from.url), wanted)
  })
})

/** One row a side, with a column for each pair. */
async function createPairs(engine: Engine, pairs: readonly EqualValues[]) {
  const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
  const create = (side: 'source' | 'target') => {
    const columns = pairs.map((pair, index) => `c${index} ${pair[side][0]}`)
    const values = pairs.map((pair) => `${pair[side][1]}::${pair[side][0]}`)
    return `create table samples (id int primary key, ${columns.join(', ')}); insert into samples values (1, ${values.join(', ')})`
  }
  await engine.query(from.url, create('source'))
  await engine.query(to.url, create('target'))
  const fields = pairs.map((_, index) => `c${index}`)
  return {
    from,
    to,
    voyage: await setSail(
      { production: from.url, sandbox: to.url },
      { ...ends, key: 'id', fields },
    ),
  }
}

describeEngines('values that are spelt differently', (engine) => {
  it('are no updates where they are equal', async () => {
    const { voyage } = await createPairs(engine, equalValues)
    const { plan, changes } = await voyage.plan()
    assert.deepEqual(changes, [])
    assert.deepEqual(
      plan.summary['fieldUpdates'],
      Object.fromEntries(equalValues.map((_, index) => [`c${index}`, 0])),
    )
  })

  it('settle after one apply where the target keeps less', async () => {
    const emptied = equalValues.map(({ source, target }) => ({
      source,
      target: [target[0], 'null'] as const,
    }))
    const { voyage } = await createPairs(engine, emptied)
    const planned = await voyage.plan()
    assert.equal(planned.plan.changes, 1)
    await voyage.apply(planned.path)
    assert.deepEqual((await voyage.plan()).changes, [])
  })

  it('are updates where they differ in the last digit', async () => {
    const { to, voyage } = await createPairs(engine, [
      { source: ['numeric', "'0.1000000000000000000000001'"], target: ['numeric', "'0.1'"] },
      { source: ['bigint', "'9007199254740993'"], target: ['bigint', "'9007199254740992'"] },
      { source: ['float8', "'0.30000000000000004'"], target: ['float8', "'0.3'"] },
      {
        source: ['timestamptz', "'2024-02-29 12:00:00.000001Z'"],
        target: ['timestamptz', "'2024-02-29 12:00Z'"],
      },
      { source: ['jsonb', `'{"a":[1,2]}'`], target: ['jsonb', `'{"a":[2,1]}'`] },
      { source: ['text', "'a '"], target: ['text', "'a'"] },
      { source: ['text', "''"], target: ['text', 'null'] },
    ])
    const { path, changes } = await voyage.plan()
    assert.deepEqual(changes, [
      {
        op: 'update',
        table: 'public.samples',
        key: { id: '1' },
        before: {
          c0: '0.1',
          c1: '9007199254740992',
          c2: '0.3',
          c3: '2024-02-29 12:00:00+00',
          c4: '{"a": [2, 1]}',
          c5: 'a',
          c6: null,
        },
        after: {
          c0: '0.1000000000000000000000001',
          c1: '9007199254740993',
          c2: '0.30000000000000004',
          c3: '2024-02-29 12:00:00.000001+00',
          c4: '{"a": [1, 2]}',
          c5: 'a ',
          c6: '',
        },
      },
    ])
    await voyage.apply(path)
    const [row] = await engine.query(to.url, 'select c0, c1, c2, c4::text, c5, c6 from samples')
    assert.deepEqual(row, {
      c0: '0.1000000000000000000000001',
      c1: '9007199254740993',
      c2: '0.30000000000000004',
      c4: '{"a": [1, 2]}',
      c5: 'a ',
      c6: '',
    })
  })
})

/** Key types of source and target, and equal values of them, each different from the others. */
const keys: readonly (readonly [string, string, readonly string[], ReadonlyArray<string>?])[] = [
  ['smallint', 'bigint', ['-5', '10', '9', '0']],
  [
    'bigint',
    'numeric',
    ['9223372036854775807', '-1', '10'],
    ['9223372036854775807.0', '-1.00', '10'],
  ],
  [
    'numeric',
    'numeric',
    ['1.0', '10', '-0.5', '1e30', 'NaN'],
    ['1.00', '10.000', '-0.50', '1e30', 'NaN'],
  ],
  ['float8', 'float8', ['-0', '1e20', '0.1', 'Infinity'], ['0', '1e20', '0.1', 'Infinity']],
  ['text', 'varchar(9)', ['b', 'B', 'a', 'ä', 'a b', 'a\tb', 'a\\b', '', '\\N', 'Z', '_', '😀']],
  ['text', 'char(5)', ['b', 'a b', '']],
  ['char(3)', 'char(5)', ['b', 'B', 'a b']],
  [
    'uuid',
    'uuid',
    ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000001'],
  ],
  ['text', 'uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']],
  ['date', 'date', ['2024-02-29', '0044-03-15 BC', '12024-01-01', 'infinity']],
  [
    'timestamptz',
    'timestamptz',
    ['2024-02-29 12:00Z', '2024-02-29 12:00:00.5Z'],
    ['2024-02-29 14:00+02', '2024-02-29 12:00:00.50Z'],
  ],
  ['boolean', 'boolean', ['t', 'f']],
  ['bytea', 'bytea', ['\\x', '\\x00', '\\xff']],
  ['inet', 'inet', ['10.0.0.1', '10.0.0.1/8', '::1']],
  ['text collate "C"', 'text collate "en-x-icu"', ['b', 'B', 'a', '-', '_', 'é', 'e']],
]

// The embedded database reads keys by the same statements, and takes long to open.
describeEngines(
  'keys',
  (engine) => {
    let urls = { production: '', sandbox: '' }
    before(async () => {
      const [from, to] = [await engine.createDatabase(), await engine.createDatabase()]
      urls = { production: from.url, sandbox: to.url }
    })

    for (const [index, [source, target, values, targetValues = values]] of keys.entries())
      it(`that are ${source} and ${target} match where they are equal`, async () => {
        const table = `samples_${index}`
        const create = async (
          url: string,
          type: string,
          given: readonly string[],
          value: string,
        ) => {
          await engine.query(url, `create table ${table} (k ${type} primary key, v text)`)
          const insert = `insert into ${table} select k::${type}, $1::text from json_array_elements_text($2::json) k`
          await engine.query(url, insert, [value, JSON.stringify(given)])
        }
        await create(urls.production, source, values, 'new')
        await create(urls.sandbox, target, targetValues, 'old')
        const voyage = await setSail(urls, {
          source: { environment: 'production', table },
          target: { environment: 'sandbox', table },
          key: 'k',
          fields: ['v'],
        })
        const { path, plan, findings } = await voyage.plan()
        assert.deepEqual(findings, [])
        const { matched, updated } = plan.summary
        assert.deepEqual([matched, updated], [values.length, values.length])
        assert.equal((await voyage.apply(path)).counts.applied, values.length)
        const left = await engine.query(
          urls.sandbox,
          `select k::text from ${table} where v <> 'new'`,
        )
        assert.deepEqual(left, [])
      })

    it('in a collation that takes letters of either case for one match by their bytes', async () => {
      const collation = `create collation either_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`
      await engine.query(
        urls.production,
        "create table codes (k text primary key, v text); insert into codes values ('a', 'new'), ('b', 'new')",
      )
      await engine.query(
        urls.sandbox,
        `${collation}; create table codes (k text collate either_case primary key, v text); insert into codes values ('A', 'old'), ('b', 'old')`,
      )
      const voyage = await setSail(urls, {
        source: { environment: 'production', table: 'codes' },
        target: { environment: 'sandbox', table: 'codes' },
        key: 'k',
        fields: ['v'],
      })
      const { path, findings } = await voyage.plan()
      assert.deepEqual(findings, [{ kind: 'notFound', side: 'source', key: { k: 'a' }, rows: 1 }])
      await voyage.apply(path)
      const rows = await engine.query(urls.sandbox, 'select k, v from codes order by k')
      assert.deepEqual(rows, [
        { k: 'A', v: 'old' },
        { k: 'b', v: 'new' },
      ])
    })
  },
  { where: manySessions },
)
