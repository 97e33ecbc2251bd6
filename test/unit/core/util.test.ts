import assert from 'node:assert/strict'
import fc from 'fast-check'
import { logQuery, onQuery, type QueryEvent } from '../../../src/core/queryLog/queryLog'
import { newRunId } from '../../../src/core/ledger/runs'
import { deepFreeze } from '../../../src/core/util/freeze'
import { canonicalJson, sha256 } from '../../../src/core/util/hash'
import { nearMiss, suggest } from '../../../src/core/util/nearMiss'
import { throttleProgress } from '../../../src/core/util/progress'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'C', '_'), minLength: 1, maxLength: 7 })

/** By recursion over both words; for short ones. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const rest = distance(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1)
  const swapped = a.length > 1 && a[0] === b[1] && a[1] === b[0]
  return Math.min(
    rest,
    distance(a.slice(1), b) + 1,
    distance(a, b.slice(1)) + 1,
    swapped ? distance(a.slice(2), b.slice(2)) + 1 : Infinity,
  )
}

describe('nearMiss', () => {
  it('finds the first of the nearest names, if one is near', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', 'C'), minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(short, fc.array(short, { maxLength: 4 }), (name, names) => {
        const distances = names.map((other) => distance(name.toLowerCase(), other.toLowerCase()))
        const least = Math.min(...distances, Infinity)
        const near = least <= Math.max(1, Math.floor(name.length / 3))
        assert.equal(nearMiss(name, names), near ? names[distances.indexOf(least)] : undefined)
      }),
      { numRuns: 200 },
    )
  })

  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['fab_oder', ['job', 'fab_order'], 'did you mean "fab_order"?'],
    ['Jobs', ['jobs'], 'did you mean "jobs"?'],
    ['proudction', ['sandbox', 'production'], 'did you mean "production"?'],
    ['colour', ['job', 'release'], 'known: job, release'],
    ['colour', [], 'there are none'],
    ['zzz', 'abcdefghijklm'.split(''), 'known: a, b, c, d, e, f, g, h, i, j, k, l, …'],
  ]
  for (const [name, names, expected] of cases)
    it(`says of ${name}: ${expected}`, () => {
      assert.equal(suggest(name, names), expected)
    })
})

describe('canonicalJson', () => {
  it('is the same for equal values and differs for others', () => {
    const options = {
      key: fc.oneof(word, fc.constantFrom('1', '10', '2', '__proto__')),
      maxDepth: 3,
      withBoxedValues: false,
    }
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.object({ ...options, values: [fc.boolean(), fc.integer(), word] }),
        (a, b) => {
          assert.deepEqual(JSON.parse(canonicalJson(a)), JSON.parse(JSON.stringify(a)))
          assert.equal(canonicalJson(reversed(b)), canonicalJson(b))
          assert.equal(canonicalJson(a) === canonicalJson(b), isDeepEqual(a, b))
        },
      ),
    )
  })

  it('keeps the order of lists', () => {
    assert.equal(canonicalJson([{ b: 1, a: [2, 1] }, null]), '[{"a":[2,1],"b":1},null]')
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  )
}

function isDeepEqual(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)))
    return true
  } catch {
    return false
  }
}

describe('sha256', () => {
  it('is the published one', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    assert.equal(sha256('abc'), abc)
    assert.equal(sha256(Buffer.from('abc')), abc)
  })
})

describe('deepFreeze', () => {
  it('leaves nothing that could be changed', () => {
    const value = deepFreeze({ list: [{ a: 1 }], bytes: new Uint8Array(1), nothing: null })
    assert.throws(() => Object.assign(value.list[0] ?? {}, { a: 2 }), TypeError)
    assert.throws(() => value.list.push({ a: 2 }), TypeError)
  })
})

describe('run ids', () => {
  it('sort by time and are short enough to type', () => {
    const date = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2999-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(date, date, (a, b) => {
        const [first, second] = [newRunId(a), newRunId(b)]
        assert.match(first, /^\d{8}-\d{6}-[0-9a-f]{4}$/)
        const seconds = (time: Date) => Math.floor(time.getTime() / 1000)
        if (seconds(a) !== seconds(b)) assert.equal(first < second, a < b)
      }),
    )
    assert.match(newRunId(new Date('2026-11-21T03:45:12.999Z')), /^20261121-034512-[0-9a-f]{4}$/)
  })
})

describe('the query log', () => {
  it('tells every listener until it stops listening', () => {
    const event: QueryEvent = {
      level: 'query',
      environment: 'sandbox',
      sql: 'select $1',
      milliseconds: 1,
      rowCount: 1,
    }
    const seen: string[] = []
    const stopFirst = onQuery(({ sql }) => seen.push(`first ${sql}`))
    const stopSecond = onQuery(({ sql }) => seen.push(`second ${sql}`))
    logQuery(event)
    stopFirst()
    stopFirst()
    logQuery(event)
    stopSecond()
    logQuery(event)
    assert.deepEqual(seen, ['first select $1', 'second select $1', 'second select $1'])
  })
})

describe('throttleProgress', () => {
  it('lets the first report through and holds back what follows at once', () => {
    const seen: string[] = []
    const report = throttleProgress(({ message }) => seen.push(message), 10_000)
    report(() => ({ message: 'first' }))
    report(() => assert.fail('a report that nobody sees is not made'))
    assert.deepEqual(seen, ['first'])
  })

  it('lets every report through when there is time between them', () => {
    const seen: string[] = []
    const report = throttleProgress(({ message }) => seen.push(message), 0)
    report(() => ({ message: 'first' }))
    report(() => ({ message: 'second' }))
    assert.deepEqual(seen, ['first', 'second'])
  })
})
