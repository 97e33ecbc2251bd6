import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import type { ByteWindow } from '../../../../../src/core/source/records/files/byteWindow'
import { CsvRecords } from '../../../../../src/core/source/records/files/csvRecords'
import { csvSyntax } from '../../../../../src/core/source/records/files/csvSyntax'
import { readBlocks } from '../../../../../src/core/source/records/files/recordBlocks'
import { csv } from '../../../../../src/core/source/records/csv'
import {
  NotAlignedError,
  type RecordBlock,
  type SourceItem,
} from '../../../../../src/core/source/records/source'
import { TORTURE } from './csvTorture'
import { chunkedFeed, collect, contextOf, itemsOf, shown, writeSource } from './readSource'

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'",;\t\r\n \\#aé€𝄞\u2028\u0001\u007f'), maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replaceAll('\0', '')),
)
const lineEnd = fc.constantFrom('\n', '\r\n', '\r')

const tables = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', '→'),
    columns: fc.integer({ min: 1, max: 5 }),
    quotesAll: fc.boolean(),
    hasFinalEnd: fc.boolean(),
  })
  .chain((facts) =>
    fc.record({
      facts: fc.constant(facts),
      rows: fc.array(
        fc.record({
          cells: fc.array(cell, { minLength: facts.columns, maxLength: facts.columns }),
          end: lineEnd,
        }),
        { minLength: 1, maxLength: 12 },
      ),
    }),
  )

type Table = typeof tables extends fc.Arbitrary<infer One> ? One : never

describe('CSV files of any content', () => {
  it('give back every value that was written', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const { names, content } = written(table)
        const items = await itemsOf(await openTable(table, content))
        assert.deepEqual(items.map(shown), expectedOf(table, names))
      }),
      { numRuns: 300 },
    )
  })

  it('are read as csv-parse reads them', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const { content } = written(table)
        const items = await itemsOf(await openTable(table, content))
        const rows = parse(content, {
          delimiter: table.facts.delimiter,
          record_delimiter: ['\r\n', '\n', '\r'],
          relax_quotes: true,
        }).slice(1)
        const values = items.map((item) => Object.values(JSON.parse(shown(item)) as object))
        assert.deepEqual(values, rows)
      }),
      { numRuns: 300 },
    )
  })

  it('are read the same in ranges of whole records', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.infiniteStream(fc.boolean()), async (table, cuts) => {
        const { head, rows, content } = written(table)
        const source = await openTable(table, content)
        const { file } = source
        assert.ok(file !== undefined)
        let [start, line] = [Buffer.byteLength(head), 1 + linesOf(head)]
        let [end, lines] = [start, line]
        const items: SourceItem[] = []
        for (const [index, row] of rows.entries()) {
          end += Buffer.byteLength(row)
          lines += linesOf(row)
          if (index < rows.length - 1 && !cuts.next().value) continue
          for (const block of await collect(file.blocks({ start, end, line })))
            items.push(...block.items)
          ;[start, line] = [end, lines]
        }
        assert.deepEqual(items, await itemsOf(source))
      }),
      { numRuns: 200 },
    )
  })

  it('are read the same however their bytes arrive', async () => {
    const contents = TORTURE.filter(({ content }) => typeof content === 'string')
    const content = fc.constantFrom(...contents.map((one) => String(one.content)))
    await fc.assert(
      fc.asyncProperty(content, fc.integer({ min: 1, max: 7 }), async (text, size) => {
        const bytes = Buffer.from(text)
        assert.deepEqual(await readChunked(bytes, size), await readChunked(bytes, bytes.length + 1))
      }),
      { numRuns: 400 },
    )
  })

  it('are never told from any bytes by an error or by silence', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'",\r\na\0é'), maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const blocks = await readChunked(Buffer.from(body), 1 << 20)
        assert.equal(
          blocks.reduce((sum, { length }) => sum + length, 0),
          Buffer.byteLength(body),
        )
        const isBlank = /^[\r\n]*$/.test(body)
        assert.equal(blocks.flatMap(({ items }) => items).length === 0, isBlank)
      }),
      { numRuns: 1000 },
    )
  })

  it('say where a range ends within a record', async () => {
    const content = 'a,b\n1,"x\ny"\n3,4\n'
    const { file } = await csv.open(
      { type: 'csv', path: writeSource('file.csv', content) },
      contextOf(),
    )
    assert.ok(file !== undefined)
    for (const end of [5, 8, 9, 10, 11, 13])
      await assert.rejects(collect(file.blocks({ start: 4, end, line: 2 })), NotAlignedError)
    assert.equal((await collect(file.blocks({ start: 4, end: 12, line: 2 }))).length, 1)
  })
})

function openTable({ facts }: Table, content: string): ReturnType<typeof csv.open> {
  const path = writeSource('table.csv', content)
  return csv.open({ type: 'csv', path, delimiter: facts.delimiter }, contextOf())
}

function written({ facts, rows }: Table): {
  readonly names: readonly string[]
  readonly head: string
  readonly rows: readonly string[]
  readonly content: string
} {
  const names = Array.from({ length: facts.columns }, (_, index) => `n${index}`)
  const head = `${names.join(facts.delimiter)}\n`
  const lines = rows.map(({ cells, end }, index) => {
    const line = cells.map((text) => quote(text, facts)).join(facts.delimiter)
    return index === rows.length - 1 && !facts.hasFinalEnd ? line : line + end
  })
  return { names, head, rows: lines, content: head + lines.join('') }
}

/** A row of one empty field would be an empty line, and a byte order mark at its start no text. */
function quote(text: string, { delimiter, quotesAll }: Table['facts']): string {
  const isPlain = !/["\r\n\ufeff]/.test(text) && !text.includes(delimiter) && text !== ''
  return isPlain && !quotesAll ? text : `"${text.replaceAll('"', '""')}"`
}

function expectedOf({ rows }: Table, names: readonly string[]): readonly string[] {
  return rows.map(({ cells }) =>
    JSON.stringify(Object.fromEntries(names.map((name, index) => [name, cells[index]]))),
  )
}

function linesOf(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0
}

/** Reads bytes that arrive `size` at a time, as rows of two columns. */
async function readChunked(bytes: Buffer, size: number): Promise<readonly RecordBlock[]> {
  const feed = chunkedFeed(bytes, size)
  const syntax = csvSyntax({ encoding: 'utf-8', delimiter: ',', quote: '"' }, 2)
  const reading = {
    name: 'x',
    names: ['a', 'b'],
    empty: 'empty',
    encoding: 'utf-8',
    syntax,
  } as const
  const file = { path: 'x', name: 'x', size: bytes.length, identity: '' }
  const makeReader = (window: ByteWindow) => new CsvRecords(reading, window)
  return collect(readBlocks(feed, { start: 0, end: bytes.length, line: 1, file }, { makeReader }))
}
