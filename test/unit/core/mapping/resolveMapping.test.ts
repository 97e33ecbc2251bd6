import { deepEqual, equal } from 'node:assert/strict'
import type { Table } from '../../../../src/core/database/table'
import { parseMapping } from '../../../../src/core/mapping/definition'
import { resolveMapping, type ResolvedMapping } from '../../../../src/core/mapping/resolveMapping'
import { problemsOf } from '../../workspace/helpers'
import { column, table } from '../tables'

const id = column('id', 'integer', { nullable: false })
const stage = column('stage', 'text')
const price = column('price', 'decimal')
const changed = column('changed', 'timestamptz')
const data = column('data', 'json')
const total = column('total', 'decimal', { generated: true })

const sourceTable = table('jobs', [id, stage, price, changed, data, total, column('only', 'text')])
const targetTable = table('jobs', [id, stage, price, changed, data, total, column('note', 'text')])

function resolve(parts: object, target: Table = targetTable): ResolvedMapping {
  const file = {
    source: { environment: 'production', table: 'jobs' },
    target: { environment: 'sandbox', table: 'jobs' },
    key: 'id',
    fields: ['stage'],
    ...parts,
  }
  const mapping = parseMapping(JSON.stringify(file), 'jobs.mapping.jsonc')
  return resolveMapping(mapping, sourceTable, target, new Map())
}

const fieldNames = ({ fields }: ResolvedMapping) => fields.map((field) => field.target.name)

describe('"*" in fields', () => {
  it('is every column of one name but the key and computed ones', () => {
    deepEqual(fieldNames(resolve({ fields: '*' })), ['stage', 'price', 'changed', 'data'])
  })

  it('leaves out what it is told to, and what the list has already', () => {
    const fields = [{ source: 'only', target: 'note' }, '*', { source: 'stage', transform: 'trim' }]
    const resolved = resolve({ fields, except: ['data'] })
    deepEqual(fieldNames(resolved), ['note', 'price', 'changed', 'stage'])
    deepEqual(
      resolved.fields.map(({ hasTransform }) => hasTransform),
      [false, false, false, true],
    )
  })

  it('refuses a name in "except" that is no column', async () => {
    deepEqual(await messages({ fields: '*', except: ['pricee'] }), [
      'there is no column "pricee" in "public.jobs" of "sandbox" (did you mean "price"?)',
    ])
  })

  it('refuses tables that have nothing in common', async () => {
    const other = table('jobs', [id, column('elsewhere', 'text')])
    deepEqual(await messages({ fields: '*' }, other), [
      '"public.jobs" and "public.jobs" have no columns of one name besides the key (name the columns of both sides: { "source": "…", "target": "…" })',
    ])
  })
})

describe('conflict strategies', () => {
  it('read their columns once and at the same place on both sides', () => {
    const newest = { newestBy: 'changed' }
    const resolved = resolve({ fields: ['stage', 'price'], conflict: newest })
    equal(resolved.sourceReads.length, 3)
    deepEqual(
      resolved.targetReads.map(({ name }) => name),
      ['stage', 'price', 'changed'],
    )
    const mapped = resolve({ fields: ['stage', 'changed'], conflict: newest })
    deepEqual(
      mapped.targetReads.map(({ name }) => name),
      ['stage', 'changed'],
    )
  })

  const wrong: readonly (readonly [parts: object, problem: string])[] = [
    [
      { conflict: { newestBy: 'chnaged' } },
      'there is no column "chnaged" in "public.jobs" of "production" (did you mean "changed"?)',
    ],
    [
      { conflict: { newestBy: 'data' } },
      '"data" is json and "data" is json, of which none is newer',
    ],
    [{ fields: [{ source: 'data', conflict: 'largest' }] }, '"data" is json, which has no order'],
    [
      { conflict: 'skipIfTargetChanged' },
      '"skipIfTargetChanged" needs to know what both sides last had in common, which only mappings with "direction": "both" record (use another strategy, such as "ask")',
    ],
  ]
  for (const [parts, problem] of wrong)
    it(`refuse ${JSON.stringify(parts)}`, async () => {
      deepEqual(await messages(parts), [problem])
    })
})

describe('tolerances', () => {
  it('are for the types that have them', async () => {
    deepEqual(await messages({ fields: [{ source: 'stage', tolerance: '1' }] }), [
      'a tolerance of this kind is for numbers, and not for text',
    ])
    deepEqual(await messages({ fields: [{ source: 'price', tolerance: { seconds: '1' } }] }), [
      'a tolerance in seconds is for times, and not for decimal',
    ])
    deepEqual(await messages({ fields: [{ source: 'price', tolerance: '-1' }] }), [
      '"-1" is no number of 0 or more',
    ])
  })

  it('make near values the same', () => {
    const [field] = resolve({ fields: [{ source: 'price', tolerance: '0.01' }] }).fields
    equal(field?.carrier.same('1.00', '1.01'), true)
    equal(field?.carrier.same('1.00', '1.011'), false)
  })
})

describe('formulas', () => {
  const give = (formula: string, values: readonly (string | null)[]) => {
    const resolved = resolve({ fields: ['changed', { formula, target: 'note' }] })
    const names = resolved.sourceReads.map((one) => ('column' in one ? one.column.name : ''))
    return { names, given: resolved.fields[1]?.give(values, 1) }
  }

  it('have the columns read that they name, each once', () => {
    const values = ['1', '2024-01-01 00:00:00+00', ' cut ', '1.50']
    deepEqual(give("upper(trim(stage)) || '-' || price || '-' || stage", values), {
      names: ['changed', 'stage', 'price'],
      given: { value: 'CUT-1.50- cut ' },
    })
  })

  it('are null and invalid as their columns are', () => {
    deepEqual(give('stage', ['1', null, null]).given, { value: null })
    equal('invalid' in (give('number(stage) + 1', ['1', null, 'x']).given ?? {}), true)
  })

  it('compare numbers as numbers', () => {
    const formula = "case when price > 9 then 'dear' else 'cheap' end"
    deepEqual(give(formula, ['1', null, '10']).given, { value: 'dear' })
  })

  it('take transforms after them', () => {
    const field = { formula: "stage || ' '", target: 'note', transform: ['trim', 'upper'] }
    deepEqual(resolve({ fields: [field] }).fields[0]?.give(['1', 'cut'], 1), { value: 'CUT' })
  })

  it('are refused where they are none, and where they name no column', async () => {
    const fields = (formula: string) => ({ fields: [{ formula, target: 'note' }] })
    deepEqual(await messages(fields('stag')), [
      'there is no column "stag" in "public.jobs" of "production" (did you mean "stage"?)',
    ])
    const [problem = ''] = await messages(fields('upper(stage'))
    equal(/at character \d+ of the formula$/.test(problem), true, problem)
  })
})

describe('inserting rows', () => {
  const insert = { missing: { inTarget: 'insert' } }

  it('needs every column that is not null and has no default', async () => {
    const needs = (name: string, facts = {}) => column(name, 'text', { nullable: false, ...facts })
    const filled = [
      needs('a', { hasDefault: true }),
      needs('b', { identity: 'always', generated: true }),
      needs('stage'),
      column('c', 'text'),
    ]
    const target = (...more: Table['columns']) => table('jobs', [id, ...filled, ...more])
    equal(resolve(insert, target()).mapping.missing.inTarget, 'insert')
    deepEqual(await messages(insert, target(needs('owner'))), [
      'rows cannot be inserted into "public.jobs": "owner" is not null, has no default and is not mapped (map it, or give it a default)',
    ])
    deepEqual(await messages(insert, target(needs('owner'), needs('area'))), [
      'rows cannot be inserted into "public.jobs": "owner", "area" are not null, have no default and are not mapped (map them, or give them a default)',
    ])
    deepEqual(await messages({}, target(needs('owner'))), [])
  })

  it('refuses a key that the database computes', async () => {
    const target = table('jobs', [{ ...id, generated: true }, stage])
    deepEqual(await messages(insert, target), [
      'key "id" is computed by the database: rows cannot be given one',
    ])
    const numbered = table('jobs', [{ ...id, generated: true, identity: 'always' }, stage])
    deepEqual(await messages(insert, numbered), [])
  })

  it('keeps a key as it is or says that it cannot', () => {
    const key = (target: Table['columns'][number]) => {
      const file = { key: { source: 'stage', target: target.name } }
      const [resolved] = resolve(
        { key: [file.key], fields: ['price'] },
        table('jobs', [target, price]),
      ).keys
      return resolved
    }
    deepEqual(key(id)?.insert('7'), { text: '7' })
    deepEqual(key(id)?.insert('07'), { invalid: 'the key would become "7"' })
    deepEqual(key(id)?.insert('x'), { invalid: '"x" is not a number' })
    deepEqual(key(column('code', 'text'))?.insert('07'), { text: '07' })
    const single = key({ ...column('ratio', 'float'), type: 'real', limits: { single: true } })
    deepEqual(single?.insert('0.5'), { text: '0.5' })
    deepEqual(single?.insert('0.1'), { invalid: 'the key would become another number in real' })
  })
})

describe('deleting rows', () => {
  it('keeps every column that can be put back', () => {
    const { wholeRow, targetReads } = resolve({ missing: { inSource: 'delete' } })
    deepEqual(
      wholeRow?.map(({ name, at }) => [name, targetReads[at]?.name]),
      ['id', 'stage', 'price', 'changed', 'data', 'note'].map((name) => [name, name]),
    )
    equal(resolve({}).wholeRow, undefined)
  })
})

async function messages(parts: object, target: Table = targetTable): Promise<readonly string[]> {
  const problems = await problemsOf(() => resolve(parts, target))
  return problems.map((problem) => problem.replace(/^\d+:\d+ /, ''))
}
