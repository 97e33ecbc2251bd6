import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { csv, type CsvFile } from '../../../../../src/core/source/records/csv'
import {
  BLOCK_BYTES,
  isUnreadable,
  RAW_LIMIT,
  type SourceItem,
} from '../../../../../src/core/source/records/source'
import { temporaryFolder } from '../../../../helpers/temporary'
import { TORTURE } from './csvTorture'
import { collect, contextOf, itemsOf, readLarge, shown, writeSource } from './readSource'

describe('CSV files', () => {
  describe('that readers stumble over', () => {
    for (const { name, content, options, expected } of TORTURE)
      it(name, async () => {
        assert.deepEqual((await readCsv(content, options)).map(shown), expected)
      })
  })

  describe('that csv-parse reads, too', () => {
    for (const { name, content, options = {}, expected } of TORTURE.filter(isForPeer))
      it(name, () => {
        const rows = parse(content, {
          ...{ bom: true, relax_quotes: true, skip_empty_lines: true },
          record_delimiter: ['\r\n', '\n', '\r'],
          delimiter: options.delimiter ?? ',',
          quote: options.quote === undefined ? '"' : options.quote,
          escape: options.quote ?? '"',
        }).slice(1)
        assert.deepEqual(expected.map(valuesOf), rows)
      })
  })

  describe('of csv-spectrum', () => {
    const root = dirname(createRequire(import.meta.url).resolve('csv-spectrum/package.json'))
    const names = readdirSync(join(root, 'csvs'))
    it('has twelve', () => assert.equal(names.length, 12))
    for (const name of names)
      it(name, async () => {
        const source = await csv.open({ type: 'csv', path: join(root, 'csvs', name) }, contextOf())
        const records = (await itemsOf(source)).map((item) => parseRecord(item))
        const json = readFileSync(join(root, 'json', name.replace('.csv', '.json')), 'utf8')
        // One of its expected files has another telephone number than the file that it is of.
        const expected = JSON.parse(json.replace('1234567890', '2095257564')) as unknown
        assert.deepEqual(records, [expected].flat())
      })
  })

  it('are found by line, also behind fields of several lines', async () => {
    const items = await readCsv('a,b\n"1\n2",3\r\n\r\n4,5\n#6,7\n8,9', { comment: '#' })
    assert.deepEqual(locatorsOf(items), ['file.csv:2', 'file.csv:5', 'file.csv:7'])
  })

  it('say what is wrong with a row', async () => {
    const items = await readCsv('a,b\n1\n"2"3,4\n5,6,7\n"8')
    assert.deepEqual(
      items.map((item) => (isUnreadable(item) ? item.message : '')),
      [
        'line 2 has 1 field, expected 2: none for "b"',
        'line 3: text follows the closing quote of field 1',
        'line 4 has 3 fields, expected 2',
        'line 5: the quote that begins field 1 is not closed',
      ],
    )
  })

  it('keep only so much of a row that cannot be read', async () => {
    const [item] = await readCsv(`a,b\n${'𝄞'.repeat(RAW_LIMIT)}\n`)
    assert.ok(item !== undefined && isUnreadable(item))
    assert.equal(item.raw, '𝄞'.repeat(RAW_LIMIT / 2))
  })

  it('may have more columns than a table', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `c${index}`)
    const [item] = await readCsv(`${names.join()}\n${names.join()}\n`)
    assert.deepEqual(parseRecord(item), Object.fromEntries(names.map((name) => [name, name])))
  })

  it('may have fields of megabytes, which take no longer than many small ones', async () => {
    const cell = 'Some words, of é and of "quotes"\n'.repeat(600_000)
    const [item] = await readCsv(`a,b\n"${cell.replaceAll('"', '""')}",2\n3,4\n`)
    assert.ok(item !== undefined && !isUnreadable(item))
    assert.ok(item.json === JSON.stringify({ a: cell, b: '2' }))
  })

  it('go on at the next row where lines of them are broken for long', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `${index},x`)
    const items = await readCsv(['a,b', '1,"x', ...rows].join('\n'))
    assert.deepEqual(
      [items.length, shown(items[0] as SourceItem)],
      [100_001, 'quote file.csv:2 1,"x'],
    )
  })

  it('end in reasonable time where every line opens a quote that the next one closes', async () => {
    const items = await readCsv(`a,b\n${'x","y\n'.repeat(5_000)}`)
    assert.ok(items.every(isUnreadable))
  })

  it('are UTF-8 also where the first megabytes do not tell', async () => {
    const items = await readCsv(`a\n${'plain\n'.repeat(400_000)}é\n`)
    assert.equal(items.at(-1) && shown(items.at(-1) as SourceItem), '{"a":"é"}')
  })

  it('are UTF-8 also where the first character that tells lies across two samples', async () => {
    for (const before of [1, 2, 3]) {
      const items = await readCsv(`a\n${'x'.repeat((1 << 20) - 2 - before)}€\n`)
      assert.match(shown(items[0] as SourceItem), /x€"}$/)
    }
  })

  it('are read no further where nobody wants them', async () => {
    const path = writeSource('file.csv', 'a\n1\n')
    const context = contextOf({ signal: AbortSignal.abort() })
    const source = await csv.open({ type: 'csv', path }, context)
    await assert.rejects(itemsOf(source), { code: 'aborted' })
  })

  it('warn where nothing says how characters are written', async () => {
    const warnings: string[] = []
    const path = writeSource('file.csv', Buffer.from('a\n\xe9\n', 'latin1'))
    await csv.open({ type: 'csv', path }, contextOf({ warn: (text) => warnings.push(text) }))
    assert.match(warnings.join(), /is not UTF-8; it is read as windows-1252/)
  })

  describe('that cannot be read', () => {
    it('are refused before anything else', async () => {
      const path = writeSource('prints.csv', 'a\n1\n')
      await assert.rejects(openCsv({ path: path.replace('prints', 'print') }), {
        name: 'UsageError',
        message: /^there is no file /,
        mend: /did you mean "prints\.csv"\?$/,
      })
      await assert.rejects(openCsv({ path: dirname(path) }), { message: /is a folder$/ })
      await assert.rejects(openCsv({ path: join(path, 'x') }), { name: 'UsageError' })
      await assert.rejects(openCsv({ path, header: false }), { mend: 'Give them with "columns".' })
      await assert.rejects(openCsv({ path, delimiter: '"' }), { name: 'UsageError' })
      const broken = writeSource('broken.csv', '"a,b\n1,2\n')
      await assert.rejects(openCsv({ path: broken, delimiter: ',' }), {
        message: /broken\.csv:1: a quote in the names of the columns is not closed/,
      })
    })

    for (const [name, change] of [
      ['shortened', (path: string) => truncateSync(path, 10)],
      ['longer', (path: string) => appendFileSync(path, '3,4\n')],
      ['removed', (path: string) => rmSync(path)],
      ['replaced', (path: string) => writeFileSync(path, 'a,b\n1,3\n')],
    ] as const)
      it(`because they were ${name} since they were opened`, async () => {
        const path = writeSource('file.csv', 'a,b\n1,2\n1,2\n')
        const source = await openCsv({ path })
        change(path)
        await assert.rejects(itemsOf(source), { code: 'source-changed' })
      })

    it('because they were written while they were read', async () => {
      const path = writeSource('file.csv', `a,b\n${'1,2\n'.repeat(500_000)}`)
      const pages = (await openCsv({ path })).pages()[Symbol.asyncIterator]()
      await pages.next()
      truncateSync(path, 700_000)
      await assert.rejects(
        async () => {
          while ((await pages.next()).done !== true);
        },
        { code: 'source-changed', transient: true },
      )
    })
  })

  it('are read block by block, each with the hash of its bytes', async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => `${index},"é\n${index}"\r\n`)
    const content = Buffer.from(`\ufeffa,b\r\n${rows.join('')}`)
    const path = writeSource('file.csv', content)
    const { file } = await openCsv({ path })
    assert.ok(file !== undefined)
    assert.deepEqual(file.head, { start: 0, end: 8, line: 1 })
    assert.match(file.dialect, /"utf-8","delimiter":","/)
    assert.deepEqual(file.body, { start: 8, end: content.length, line: 2 })
    const blocks = await collect(file.blocks(file.body))
    let [start, line] = [8, 2]
    for (const block of blocks) {
      const bytes = content.subarray(start, start + block.length)
      assert.equal(block.start, start)
      assert.ok(block.length < BLOCK_BYTES + 100)
      assert.deepEqual(block.hash, createHash('sha256').update(bytes).digest())
      const [again] = await collect(file.blocks({ start, end: start + block.length, line }))
      assert.deepEqual(again, block)
      start += block.length
      line += block.lines
    }
    assert.deepEqual([start, line], [content.length, 2 + 2 * rows.length])
  })

  it('are not kept in memory', async () => {
    const path = join(temporaryFolder('large'), 'large.csv')
    writeFileSync(path, 'id,text\n')
    const rows = Array.from({ length: 1000 }, (_, index) => `${index},"${'x\n'.repeat(50)}"\n`)
    for (let part = 0; part < 1000; part++) appendFileSync(path, rows.join(''))
    assert.deepEqual(await readLarge(await openCsv({ path })), { count: 1_000_000, isFlat: true })
  })
})

function openCsv(options: Omit<CsvFile, 'type'>): ReturnType<typeof csv.open> {
  return csv.open({ type: 'csv', ...options }, contextOf())
}

async function readCsv(
  content: string | Uint8Array,
  options: Partial<CsvFile> = {},
): Promise<readonly SourceItem[]> {
  return itemsOf(await openCsv({ ...options, path: writeSource('file.csv', content) }))
}

function isForPeer(
  one: (typeof TORTURE)[number],
): one is (typeof TORTURE)[number] & { content: string } {
  const { content, options = {}, expected } = one
  const isKnown = Object.keys(options).every((option) => ['delimiter', 'quote'].includes(option))
  const isDetected = options.delimiter === undefined && /^a[;\t|]/.test(String(content))
  // It takes byte order marks from the start of the file only.
  const isOther = isDetected || /^.+\ufeff/s.test(String(content)) || expected.length === 0
  return (
    typeof content === 'string' &&
    isKnown &&
    !isOther &&
    expected.every((text) => text.startsWith('{'))
  )
}

function valuesOf(json: string): readonly unknown[] {
  return Object.values(JSON.parse(json) as object)
}

function parseRecord(item: SourceItem | undefined): unknown {
  assert.ok(item !== undefined && !isUnreadable(item), item && shown(item))
  return JSON.parse(item.json)
}

function locatorsOf(items: readonly SourceItem[]): readonly string[] {
  return items.map(({ locator }) => locator)
}
