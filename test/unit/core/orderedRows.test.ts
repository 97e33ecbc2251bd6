import assert from 'node:assert/strict'
import fc from 'fast-check'
import { encodeCopyRow } from '../../../src/core/database/copyText'
import type { KeyOrder } from '../../../src/core/database/dialect'
import { LineReader } from '../../../src/core/source/lineReader'
import { OrderedRows, OrderError } from '../../../src/core/source/orderedRows'
import type { Value } from '../../../src/core/util/value'
import { chunked, chunking, stream } from './byteStreams'

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.string({ unit: fc.constantFrom(...'\\\t\n\r\b\f\vNab\u0001\u007fé\uffff😀'), maxLength: 5 }),
)
const integer = fc
  .oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -12n, max: 12n }))
  .map(String)

/** Nulls last; integers by size, everything else by the bytes of its UTF-8. */
function compareValues(order: KeyOrder, a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (order === 'integer') return Number(BigInt(a) > BigInt(b)) - Number(BigInt(a) < BigInt(b))
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function compareKeys(
  orders: readonly KeyOrder[],
  a: readonly Value[],
  b: readonly Value[],
): number {
  for (const [index, order] of orders.entries()) {
    const result = compareValues(order, a[index] ?? null, b[index] ?? null)
    if (result !== 0) return result
  }
  return 0
}

/** Without a negative zero. */
function signOf(order: number): number {
  return Math.sign(order) + 0
}

const orders = fc.array(fc.constantFrom<KeyOrder[]>('integer', 'text'), {
  minLength: 1,
  maxLength: 3,
})

/** The orders of a key, and rows that begin with one. */
const table = orders.chain((keyOrders) => {
  const key = keyOrders.map((order) => fc.option(order === 'integer' ? integer : text, { freq: 8 }))
  const row = fc
    .tuple(fc.tuple(...key), fc.array(fc.option(text), { maxLength: 2 }))
    .map(([keyValues, fields]): Value[] => [...keyValues, ...fields])
  return fc.record({ orders: fc.constant(keyOrders), rows: fc.array(row, { maxLength: 12 }) })
})

async function* rowsOf(rows: OrderedRows): AsyncGenerator<OrderedRows> {
  while (rows.step() || (await rows.fill())) yield rows
}

describe('LineReader', () => {
  it('finds the same lines however the bytes are cut', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\t', '\r'), maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(fc.array(line), chunking, async (lines, cuts) => {
        const bytes = Buffer.from(lines.map((content) => `${content}\n`).join(''))
        const reader = new LineReader(chunked(bytes, cuts))
        const found: string[] = []
        while (reader.step() || (await reader.fill()))
          found.push(reader.buffer.toString('utf8', reader.start, reader.end))
        assert.deepEqual(found, lines)
        assert.equal(reader.count, lines.length)
        assert.equal(await reader.fill(), false)
      }),
    )
  })

  it('closes its stream when it is left early', async () => {
    let closed = false
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        for (;;) yield await Promise.resolve(Buffer.from('a\n'))
      } finally {
        closed = true
      }
    }
    const reader = new LineReader(endless())
    assert.ok(await reader.fill())
    await reader.close()
    assert.ok(closed)
  })

  it('passes on the error that breaks its stream', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('a\nb'))
      throw new Error('connection lost')
    }
    const reader = new LineReader(broken())
    assert.ok(await reader.fill())
    await assert.rejects(reader.fill(), /connection lost/)
  })
})

describe('OrderedRows', () => {
  it('gives the values of every row however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(table, chunking, async ({ orders: keyOrders, rows }, cuts) => {
        const ordered = new OrderedRows(stream(rows, cuts), keyOrders, 'the source')
        const seen: { values: Value[]; key: Value[]; hasNull: boolean }[] = []
        for await (const row of rowsOf(ordered))
          seen.push({ values: row.values(), key: row.keyValues(), hasNull: row.hasNullKey() })
        const expected = rows.map((values) => {
          const key = values.slice(0, keyOrders.length)
          return { values, key, hasNull: key.includes(null) }
        })
        assert.deepEqual(seen, expected)
        assert.ok(ordered.ended)
      }),
      { numRuns: 500 },
    )
  })

  it('compares keys as their values are ordered, and lines by their bytes', async () => {
    await fc.assert(
      fc.asyncProperty(table, chunking, async ({ orders: keyOrders, rows }, cuts) => {
        const [a, b] = [rows[0], rows[1]]
        if (a === undefined || b === undefined) return
        const [first, second] = [a, b].map(
          (row) => new OrderedRows(stream([row], cuts), keyOrders, 'one'),
        )
        assert.ok(first !== undefined && second !== undefined)
        await Promise.all([first.fill(), second.fill()])
        const expected = compareKeys(keyOrders, a, b)
        assert.equal(signOf(first.compareKey(second)), signOf(expected))
        assert.equal(signOf(second.compareKey(first)), signOf(-expected))
        assert.equal(signOf(first.compareKey(first)), 0)
        const [line, other] = [a, b].map((row) => encodeCopyRow(row).slice(0, -1))
        const isSame = line === other || other?.startsWith(`${line}\t`) === true
        assert.equal(first.sameLine(second), isSame)
      }),
      { numRuns: 2000 },
    )
  })

  it('notices repeated keys, remembers them, and refuses rows that are out of order', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        chunking,
        fc.boolean(),
        async ({ orders: keyOrders, rows }, cuts, sorted) => {
          const given = sorted ? rows.toSorted((a, b) => compareKeys(keyOrders, a, b)) : rows
          const ordered = new OrderedRows(stream(given, cuts), keyOrders, 'the source')
          let index = 0
          for await (const row of rowsOf(ordered)) {
            const [before, now] = [given[index - 1], given[index]]
            index++
            if (before === undefined || now === undefined) {
              assert.equal(row.repeatsKey(), false)
              continue
            }
            const order = compareKeys(keyOrders, before, now)
            if (order > 0) return assert.throws(() => row.repeatsKey(), OrderError)
            assert.equal(row.repeatsKey(), order === 0)
            assert.deepEqual(row.lastKey(), before.slice(0, keyOrders.length))
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('says which end is out of order and what may be the reason', () => {
    const error = new OrderError('the target')
    assert.equal(error.code, 'order-violated')
    assert.match(error.message, /^the rows of the target did not arrive in the order of the key$/)
    assert.match(error.mend ?? '', /reindex/)
  })
})
