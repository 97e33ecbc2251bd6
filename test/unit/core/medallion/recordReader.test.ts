import { deepEqual, equal } from 'node:assert/strict'
import fc from 'fast-check'
import type { RecordId, Significance } from '../../../../src/core/medallion/definition/pipeline'
import { RecordHasher } from '../../../../src/core/medallion/record/recordHash'
import { RecordReader } from '../../../../src/core/medallion/record/recordReader'
import { csv } from '../../../../src/core/source/records/csv'
import { isUnreadable, type SourceRecord } from '../../../../src/core/source/records/source'
import { contextOf, itemsOf, writeSource } from '../source/records/readSource'

const ALL: Significance = { only: [], except: [], sets: [] }

/** Letters that compose, that need an escape, of several bytes, and that sort before a quote. */
const character = fc.constantFrom(...'ab!" ,\\\n\u0301\u0338=e\u00e9\u212b\u{1f600}\t')
const cell = fc.string({ unit: character, maxLength: 6 })
const NAMES = ['id', 'b', '__proto__', '10', 'id!', 'e\u0301']

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

async function recordsOf(
  rows: readonly (readonly string[])[],
  options: { readonly empty: 'empty' | 'null' | 'absent'; readonly names: readonly string[] },
): Promise<readonly SourceRecord[]> {
  const text = rows.map((row) => row.map(quoted).join(',') + '\n').join('')
  const { names, empty } = options
  const source = await csv.open(
    {
      ...{ type: 'csv', path: writeSource('it.csv', text), header: false, columns: [...names] },
      ...{ ragged: true, delimiter: ',', empty },
    },
    contextOf(),
  )
  return (await itemsOf(source)).filter((item): item is SourceRecord => !isUnreadable(item))
}

describe('a record of a file', () => {
  const given = fc.record({
    rows: fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
    names: fc.shuffledSubarray(NAMES, { minLength: 6 }),
    empty: fc.constantFrom('empty', 'null', 'absent'),
    from: fc.subarray(['id', 'b', '10', 'gone', 'id.b'], { minLength: 1, maxLength: 2 }),
    clean: fc.subarray(['trim', 'lower'] as const),
    only: fc.subarray(NAMES, { maxLength: 3 }),
    except: fc.subarray(NAMES, { maxLength: 2 }),
  })

  it('has the id and the hash that it has as any JSON', () =>
    fc.assert(
      fc.asyncProperty(given, async ({ rows, names, empty, from, clean, only, except }) => {
        const significance = { ...ALL, ...(only.length > 0 ? { only } : { except }) }
        const id: RecordId = { from, clean }
        const reader = () => new RecordReader(id, new RecordHasher(significance))
        const [quick, thorough] = [reader(), reader()]
        for (const record of await recordsOf(rows, { empty, names })) {
          const { json, locator } = record
          deepEqual(quick.read(record), thorough.read({ json, locator }), json)
        }
      }),
      { numRuns: 150 },
    ))

  it('says where its members are', async () => {
    const [record] = await recordsOf([['x', '', 'caf\u00e9\u{1f600}', '"']], {
      ...{ empty: 'absent', names: ['id', 'b', 'c', 'd'] },
    })
    const { json = '', flat } = record ?? {}
    equal(json, '{"id":"x","c":"caf\u00e9\u{1f600}","d":"\\""}')
    deepEqual(
      flat?.ends.map((end) => json.slice(0, end)),
      ['{"id":"x"', '{"id":"x"', '{"id":"x","c":"caf\u00e9\u{1f600}"', json.slice(0, -1)],
    )
  })
})
