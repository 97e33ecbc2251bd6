import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import fc from 'fast-check'
import { encodeCopyRow } from '../../../src/core/database/copyText'
import type { KeyOrder } from '../../../src/core/database/dialect'
import { commonLength } from '../../../src/core/source/commonLength'
import { compareKeys, findKeyEnd, plainlyFollows } from '../../../src/core/source/keyBytes'
import { LineReader } from '../../../src/core/source/lineReader'
import { OrderedRows } from '../../../src/core/source/orderedRows'
import { SortMemory, sortLines } from '../../../src/core/source/sortLines'
import { withTemporaryFolder } from '../../../src/core/source/temporaryFolder'
import type { Value } from '../../../src/core/util/value'
import { temporaryFolder } from '../../helpers/temporary'
import { chunked, chunking, stream } from './byteStreams'

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'\\\t\n\bNab\u0001é'), maxLength: 4 }),
  fc.string({ unit: fc.constantFrom(...'ab \u0001é'), maxLength: 6 }),
)
const integer = fc.oneof(fc.bigInt({ min: -120n, max: 120n }), fc.bigInt()).map(String)

const orders = fc.array(fc.constantFrom<KeyOrder[]>('integer', 'text'), {
  minLength: 1,
  maxLength: 3,
})

/** Rows that begin with a key of these orders. */
function rowsOf(keyOrders: readonly KeyOrder[], maxLength: number): fc.Arbitrary<Value[][]> {
  const key = keyOrders.map((order) =>
    fc.option(order === 'integer' ? integer : text, { freq: 30 }),
  )
  const row = fc
    .tuple(fc.tuple(...key), fc.array(fc.option(text), { minLength: 1, maxLength: 1 }))
    .map(([values, fields]): Value[] => [...values, ...fields])
  return fc.array(row, { maxLength })
}

const tables = orders.chain((keyOrders) =>
  fc.record({ orders: fc.constant(keyOrders), rows: rowsOf(keyOrders, 30) }),
)

function compareLines(order: readonly KeyOrder[], a: Buffer, b: Buffer): number {
  const [aEnd, bEnd] = [a, b].map((line) => findKeyEnd(line, 0, line.length - 1, order.length))
  return compareKeys(order, a, 0, aEnd ?? 0, b, 0, bEnd ?? 0)
}

function lineOf(row: readonly Value[]): Buffer {
  return Buffer.from(encodeCopyRow(row))
}

function sorted(order: readonly KeyOrder[], rows: readonly (readonly Value[])[]): Buffer[] {
  return rows.map(lineOf).sort((a, b) => compareLines(order, a, b) || Buffer.compare(a, b))
}

describe('commonLength', () => {
  it('is the length of the longest common start', () => {
    const bytes = fc.uint8Array({ max: 2, maxLength: 3000 })
    fc.assert(
      fc.property(bytes, bytes, bytes, (same, a, b) => {
        const [one, other] = [Buffer.from([...same, ...a]), Buffer.from([9, ...same, ...b])]
        const end = Math.min(one.length, other.length - 1)
        let expected = 0
        while (expected < end && one[expected] === other[expected + 1]) expected++
        assert.equal(commonLength(one, 0, other, 1), expected)
      }),
    )
  })

  it('finds every single byte that differs in a long text', () => {
    const one = Buffer.alloc(5000, 'a')
    for (let place = 0; place < one.length; place += 7) {
      const other = Buffer.from(one)
      other[place] = 98
      assert.equal(commonLength(one, 0, other, 0), place)
    }
  })
})

describe('plainlyFollows', () => {
  it('never says that a key follows one that it does not follow', () => {
    let followed = 0
    fc.assert(
      fc.property(tables, ({ orders: order, rows: [a, b] }) => {
        if (a === undefined || b === undefined) return
        const [one, other] = [lineOf(a), lineOf(b)]
        const says = plainlyFollows(order, Buffer.concat([one, other]), 0, one.length)
        if (!says) return
        followed++
        assert.ok(compareLines(order, one, other) < 0)
      }),
      { numRuns: 20_000 },
    )
    assert.ok(followed > 1000)
  })

  it('says so of plain texts and numbers', () => {
    const says = (order: readonly KeyOrder[], a: readonly Value[], b: readonly Value[]) =>
      plainlyFollows(order, Buffer.concat([lineOf(a), lineOf(b)]), 0, lineOf(a).length)
    assert.ok(says(['text', 'text'], ['JOB-1', 'R9', 'x'], ['JOB-2', 'R1', 'x']))
    assert.ok(says(['text'], ['a'], ['a b']))
    assert.ok(says(['integer'], ['99', 'x'], ['100', 'x']))
    assert.ok(!says(['integer'], ['100', 'x'], ['99', 'x']))
    assert.ok(!says(['text'], ['a', 'x'], ['a', 'y']))
  })
})

describe('OrderedRows.skipSame', () => {
  it('goes past rows that are the same and whose keys are unique, and no others', async () => {
    const pairs = tables.chain(({ orders: order, rows }) =>
      fc.record({
        order: fc.constant(order),
        rows: fc.constant(rows),
        others: fc.oneof(fc.constant(rows), rowsOf(order, 30)),
        kept: fc.nat({ max: rows.length }),
      }),
    )
    let total = 0
    await fc.assert(
      fc.asyncProperty(pairs, chunking, async ({ order, rows, others, kept }, cuts) => {
        const ours = sorted(order, rows)
        const theirs = sorted(order, [...rows.slice(0, kept), ...others.slice(kept)])
        const [a, b] = [ours, theirs].map(
          (lines) =>
            new OrderedRows(
              chunked(
                Buffer.concat(lines),
                cuts.map((cut) => cut * 400),
              ),
              order,
              'one',
            ),
        )
        assert.ok(a !== undefined && b !== undefined)
        await Promise.all([a.fill(), b.fill()])
        if (a.ended || b.ended || !a.sameLine(b)) return
        const skipped = a.skipSame(b)
        total += skipped
        assert.deepEqual([a.count, b.count], [skipped + 1, skipped + 1])
        for (let index = 0; index < skipped; index++) {
          const [line, next] = [ours[index], ours[index + 1]]
          assert.ok(line !== undefined && next !== undefined)
          assert.deepEqual(line, theirs[index])
          assert.ok(compareLines(order, line, next) < 0)
        }
        const current = ours[skipped]
        assert.deepEqual(
          [a, b].map((side) => lineOf(side.values())),
          [current, current],
        )
        assert.deepEqual(a.keyValues(), b.keyValues())
      }),
      { numRuns: 3000 },
    )
    assert.ok(total > 200)
  })
})

describe('sortLines', () => {
  const folder = temporaryFolder('sort')

  async function collect(lines: AsyncIterable<Buffer>): Promise<Buffer[]> {
    const reader = new LineReader(lines)
    const found: Buffer[] = []
    while (reader.step() || (await reader.fill()))
      found.push(Buffer.from(reader.buffer.subarray(reader.start, reader.end + 1)))
    return found
  }

  it('gives all lines in the order of their keys, from memory and from files', async () => {
    const memories = fc.tuple(fc.constantFrom(1, 40, 200, 1 << 20), fc.constantFrom(2, 5, 64))
    await fc.assert(
      fc.asyncProperty(
        tables,
        chunking,
        memories,
        async ({ orders: order, rows }, cuts, memory) => {
          const lines = await sortLines(
            stream(rows, cuts),
            order,
            folder,
            new SortMemory(...memory),
          )
          const found = await collect(lines)
          for (const [index, line] of found.entries()) {
            const next = found[index + 1]
            if (next !== undefined) assert.ok(compareLines(order, line, next) <= 0)
          }
          assert.deepEqual(found.toSorted(Buffer.compare), rows.map(lineOf).sort(Buffer.compare))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('lends memory from one sort to the next, and never while lines are in it', async () => {
    const rows = (mark: string, count: number) =>
      Array.from({ length: count }, (_, index): Value[] => [String(index % 9), mark.repeat(9)])
    const memory = new SortMemory(200)
    const sorts = [rows('a', 100), rows('b', 3), rows('c', 100), rows('d', 5)]
    const sorted: AsyncIterable<Buffer>[] = []
    for (const one of sorts)
      sorted.push(await sortLines(stream(one, [30]), ['text'], folder, memory))
    for (const [index, lines] of sorted.entries()) {
      const expected = (sorts[index] ?? []).map(lineOf).sort(Buffer.compare)
      assert.deepEqual((await collect(lines)).sort(Buffer.compare), expected)
    }
  })

  it('leaves no file behind when its reader stops early or fails', async () => {
    const rows = Array.from({ length: 100 }, (_, index): Value[] => [String(index % 7), 'x'])
    const seen: string[] = []
    const items = () =>
      withTemporaryFolder(async function* (lent) {
        seen.push(lent)
        yield* await sortLines(stream(rows, [10]), ['text'], lent, new SortMemory(50))
      })
    for await (const chunk of items()) {
      assert.ok(chunk.length > 0)
      assert.ok(readdirSync(seen[0] ?? '').length > 1)
      break
    }
    const failing = withTemporaryFolder(async function* (lent) {
      seen.push(lent)
      yield* await sortLines(stream(rows, [10]), ['text'], lent, new SortMemory(50))
      throw new Error('the disk is gone')
    })
    const readAll = async () => {
      for await (const chunk of failing) assert.ok(chunk.length > 0)
    }
    await assert.rejects(readAll(), /the disk is gone/)
    assert.equal(seen.length, 2)
    for (const lent of seen) assert.throws(() => readdirSync(lent), /ENOENT/)
  })
})

describe('LineReader with long lines', () => {
  it('reads a line of many chunks in a time that grows with its length alone', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'a')
    async function* long(): AsyncGenerator<Buffer> {
      for (let index = 0; index < 2000; index++) yield await Promise.resolve(chunk)
      yield Buffer.from('\nlast\n')
    }
    const started = performance.now()
    const reader = new LineReader(long())
    assert.ok(await reader.fill())
    assert.equal(reader.end - reader.start, 2000 * chunk.length)
    assert.ok(reader.step())
    assert.equal(reader.buffer.toString('utf8', reader.start, reader.end), 'last')
    // To join the whole line once more for each chunk would take minutes.
    assert.ok(performance.now() - started < 10_000)
  })
})
