import { deepEqual, equal } from 'node:assert/strict'
import { environmentTitle, nounOf } from '../../../src/cli/report/nouns'
import { typeLines } from '../../../src/cli/report/types'
import { visible, visibleChanges, visibleKey, visibleValue } from '../../../src/cli/report/visible'
import { jobsPlan } from './fixtures'

describe('nouns', () => {
  const nouns: readonly (readonly [table: string, one: string, many: string])[] = [
    ['jobs', 'job', 'jobs'],
    ['Jobs', 'job', 'jobs'],
    ['job', 'job', 'jobs'],
    ['companies', 'company', 'companies'],
    ['company', 'company', 'companies'],
    ['addresses', 'address', 'addresses'],
    ['address', 'address', 'addresses'],
    ['boxes', 'box', 'boxes'],
    ['batches', 'batch', 'batches'],
    ['statuses', 'status', 'statuses'],
    ['status', 'status', 'statuses'],
    ['houses', 'house', 'houses'],
    ['databases', 'database', 'databases'],
    ['keys', 'key', 'keys'],
    ['people', 'person', 'people'],
    ['portfolio_data', 'portfolio data', 'portfolio data'],
    ['work_orders', 'work order', 'work orders'],
    ['constructor', 'constructor', 'constructors'],
    ['Aufträge', 'Aufträge', 'Aufträge'],
  ]
  for (const [table, one, many] of nouns)
    it(`of "${table}" are "${one}" and "${many}"`, () => {
      const noun = nounOf(table)
      deepEqual([noun.one, noun.many], [one, many])
    })

  it('begin headings with a capital', () => {
    deepEqual(
      [nounOf('work_orders').One, nounOf('work_orders').Many],
      ['Work order', 'Work orders'],
    )
    equal(environmentTitle('sandbox'), 'Sandbox')
    equal(environmentTitle('test-mean_reversion.2b'), 'Test-Mean_Reversion.2b')
  })
})

describe('values', () => {
  const values: readonly (readonly [value: string | null, shown: string])[] = [
    ['500.0', '500.0'],
    [null, 'NULL'],
    ['NULL', '"NULL"'],
    ['', '""'],
    [' a', '" a"'],
    ['a b', 'a b'],
    ['a\tb', 'a\\tb'],
    ['line\r\nline', 'line\\r\\nline'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['\u009b2J', '\\u{9b}2J'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['Größe → 😀', 'Größe → 😀'],
  ]
  for (const [value, shown] of values)
    it(`show ${JSON.stringify(value)} as ${shown}`, () => {
      equal(visibleValue(value), shown)
    })

  it('are cut where they would flood the terminal, and say so', () => {
    equal(visibleValue('x'.repeat(5000)), `${'x'.repeat(1000)}… (5000 characters)`)
    equal(visibleValue('x'.repeat(1000)), 'x'.repeat(1000))
  })

  it('make keys and changes', () => {
    equal(visibleKey({ job: '10001', release: 'A' }), '10001-A')
    equal(visibleKey({ job: null, release: '' }), 'NULL-""')
    const [before, after] = [
      { a: '1', b: null },
      { a: '2', b: 'x' },
    ]
    equal(visibleChanges({ op: 'update', before, after }), 'a 1 → 2, b NULL → x')
    equal(visibleChanges({ op: 'insert', before: {}, after }), 'new (a 2, b x)')
    equal(visibleChanges({ op: 'delete', before, after: {} }), 'deleted (a 1, b NULL)')
    equal(visible('plain'), 'plain')
  })
})

describe('types', () => {
  it('are told of where they differ, in their names or in what they hold', () => {
    const note = 'refuses texts of more than 65535 bytes'
    const types = [
      { field: 'a', source: 'integer', target: 'integer', kind: 'equal' },
      { field: 'b', source: 'text', target: 'text', kind: 'equal', note },
      { field: 'c', source: 'integer', target: 'bigint', kind: 'equal' },
      { field: 'd', source: 'numeric', target: 'numeric', kind: 'lossy', note: 'rounds' },
    ] as const
    deepEqual(typeLines(jobsPlan({ types })), [
      '',
      'Types:',
      `  b: text → text (equal: ${note})`,
      '  c: integer → bigint (equal)',
      '  d: numeric → numeric (lossy: rounds)',
    ])
    deepEqual(typeLines(jobsPlan({ types: types.slice(0, 1) })), [])
  })
})
