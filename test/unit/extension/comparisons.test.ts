import assert from 'node:assert/strict'
import fc from 'fast-check'
import { clickedEnvironments } from '../../../src/commands/environments/clickedEnvironments'
import type { ComparedDatabase, ComparedEnvironments } from '../../../src/core/index'
import { differencesOf } from '../../../src/views/comparisons/comparison'
import {
  describeChange,
  describeComparison,
  describeCount,
  describeDatabase,
  documentText,
  nameOfObject,
} from '../../../src/views/comparisons/comparisonTexts'
import { addressOf, parseAddress } from '../../../src/views/comparisons/documentAddress'

const trades = { kind: 'table', schema: 'public', name: 'trades' } as const
const changed = { ...trades, change: 'changed', first: 'a\n', second: 'a\nb\n' } as const
const added = { ...changed, kind: 'view', name: 'late', change: 'added', first: '' } as const
const removed = { ...changed, schema: '', name: 'gone', change: 'removed', second: '' } as const

function compared(...databases: readonly Partial<ComparedDatabase>[]): ComparedEnvironments {
  const whole = databases.map((database, index) => ({
    ...{ base: `db${index}`, first: `db${index}`, second: `db${index}_test-x` },
    ...{ objects: 20, differences: [], ...database },
  }))
  return { first: 'prod', second: 'test-x', databases: whole }
}

describe('a comparison in words', () => {
  const drifted = compared({}, { differences: [changed, added, removed] })

  it('counts what differs among the objects of databases that both have', () => {
    assert.equal(describeComparison(drifted), 'prod ↔ test-x: 3 of 40 objects differ')
    assert.equal(describeCount(drifted), '3 differences')
    assert.equal(
      describeComparison(compared({ objects: 1, differences: [changed] })),
      'prod ↔ test-x: 1 of 1 object differs',
    )
  })

  it('names databases that only one of them has', () => {
    const missing = compared({}, { base: 'logs', second: null }, { base: 'new', first: null })
    assert.equal(
      describeComparison(missing),
      'prod ↔ test-x: no difference in 20 objects; logs only in prod; new only in test-x',
    )
    assert.equal(describeCount(missing), 'no differences, 2 databases in one only')
    assert.deepEqual(
      missing.databases.map((one) => describeDatabase(one, missing)),
      ['no differences', 'only in prod', 'only in test-x'],
    )
  })

  it('says of each object what became of it, and where it is', () => {
    assert.deepEqual(
      differencesOf(drifted).map(({ base, difference }) => [
        ...[base, nameOfObject(difference), describeChange(difference, drifted)],
      ]),
      [
        ['db1', 'table public.trades', 'changed'],
        ['db1', 'view public.late', 'added: only in test-x'],
        ['db1', 'table gone', 'removed: only in prod'],
      ],
    )
  })

  it('says what a diff editor would not show', () => {
    const spaced = { ...changed, first: 'a\n  b\n', second: 'a\nb\n' }
    assert.equal(describeChange(spaced, drifted), 'changed, in white space only')
    assert.equal(documentText('a\r\nb'), 'a␍\nb\n')
    assert.equal(documentText('a\n'), 'a\n')
    assert.equal(documentText(''), '')
  })
})

describe('the address of a definition', () => {
  const text = fc.string({ unit: 'grapheme' })
  const plain = { noNullPrototype: true }
  const kind = fc.constantFrom('table', 'view', 'function')
  const object = fc.record({ kind, schema: text, name: text }, plain)
  const side = fc.constantFrom('first', 'second')
  const place = fc.record({ comparison: text, base: text, object, side }, plain)

  it('names one place and no other, whatever its parts are called', () => {
    fc.assert(
      fc.property(place, (one) => assert.deepEqual(parseAddress(addressOf(one)), one)),
      { numRuns: 500 },
    )
  })

  it('has a path of two parts that ends as SQL does, the same for both sides', () => {
    fc.assert(
      fc.property(place, (one) => {
        const { path } = addressOf({ ...one, side: 'first' })
        assert.equal(path, addressOf({ ...one, side: 'second' }).path)
        assert.equal(path.split('/').length, 3)
        assert.match(path, /\.sql$/)
      }),
      { numRuns: 500 },
    )
  })

  it('is of nothing where it was not made here', () => {
    for (const query of ['', '{}', '[1,2,3,4,5,"first"]', '["a","b","table","s","n","third"]'])
      assert.equal(parseAddress({ query }), undefined)
  })
})

describe('the environments that a command of the tree is for', () => {
  const environment = (name: string) => ({ folder: '/work', environment: name, listing: {} })
  const [one, two] = [environment('test-a'), environment('test-b')]
  const table = { folder: '/work', environment: 'test-a', table: { schema: 'a', name: 'b' } }

  it('are those that are selected, without tables', () => {
    assert.deepEqual(clickedEnvironments(one, [one, table, two]), [one, two])
  })

  it('are the clicked one alone, where it is not selected', () => {
    assert.deepEqual(clickedEnvironments(one, [two]), [one])
    assert.deepEqual(clickedEnvironments(one, undefined), [one])
    assert.deepEqual(clickedEnvironments(undefined, [two]), [])
  })
})
