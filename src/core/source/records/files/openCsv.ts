/** A CSV file that is opened: how it is written, what its columns are called, and where its records are. */
import { UsageError } from '../../../util/errors'
import type { CsvFile } from '../csv'
import type { ByteRange, RecordFile, RecordSource, SourceContext } from '../source'
import { ByteWindow } from './byteWindow'
import { detectDelimiter } from './csvDelimiter'
import { readHead, uniqueNames, type CsvHead } from './csvHead'
import { CsvRecords, type CsvReading } from './csvRecords'
import { csvSyntax, type CsvOptions } from './csvSyntax'
import { detectEncoding, isUtf16, type Encoding } from './encodings'
import { pagesOf, readBlocks, recordFile, type BlocksOptions } from './recordBlocks'
import { findFile, openRange, type ByteFeed, type SourceFile } from './sourceFile'
import { Utf16Feed } from './utf16Feed'

/** Changes whenever the same bytes come to give other records. */
const RULES = 1

export async function openCsv(options: CsvFile, context: SourceContext): Promise<RecordSource> {
  if (options.header === false && options.columns === undefined)
    throw new UsageError('a CSV file without a header needs names for its columns', {
      mend: 'Give them with "columns".',
    })
  const file = await findFile(context.path(options.path))
  const known = knownEncoding(options, context)
  const encoding = known ?? (await guessEncoding(file, context))
  const { head, reading } = await lookAtStart(file, encoding, options)
  const blocks: BlocksOptions = {
    makeReader: (window) => new CsvRecords(reading, window),
    signal: context.signal,
  }
  const body = { start: head.end, end: file.size, line: head.line }
  const description = file.path
  const { names } = reading
  if (isUtf16(encoding))
    return { description, names, pages: () => pagesOf(blocksOfUtf16(file, encoding, body, blocks)) }
  const facts = { head: { start: 0, end: head.end, line: 1 }, body }
  const rules = { ...options, path: undefined, encoding, delimiter: reading.delimiter }
  const dialect = JSON.stringify([RULES, rules, names])
  const found: RecordFile['found'] = encoding === 'utf-8' ? { encoding } : {}
  const whole = recordFile(file, { ...facts, dialect, found }, blocks)
  return { description, names, pages: () => pagesOf(whole.blocks(body)), file: whole }
}

/** UTF-8 is the only one of which every record shows whether it is that. */
function knownEncoding(options: CsvFile, { found }: SourceContext): Encoding | undefined {
  return options.encoding ?? (found?.['encoding'] === 'utf-8' ? 'utf-8' : undefined)
}

async function guessEncoding(file: SourceFile, context: SourceContext): Promise<Encoding> {
  const encoding = await detectEncoding(file)
  if (encoding === 'windows-1252')
    context.warn(`${file.path} is not UTF-8; it is read as windows-1252. "encoding" can say more.`)
  return encoding
}

interface Start {
  readonly head: CsvHead
  readonly reading: CsvReading & { readonly delimiter: string }
}

async function lookAtStart(file: SourceFile, encoding: Encoding, options: CsvFile): Promise<Start> {
  const feed = await openWhole(file, encoding)
  try {
    const window = new ByteWindow(feed)
    await window.more()
    const written = syntaxOptions(encoding, options)
    const { columns, header = columns === undefined, empty = 'empty' } = options
    const delimiter = options.delimiter ?? detectDelimiter(window, written, columns?.length)
    const place = { path: file.path, encoding: written.encoding, hasNames: header }
    const head = await readHead(window, { ...place, syntax: csvSyntax({ ...written, delimiter }) })
    const names = uniqueNames(columns ?? head.names ?? [])
    const syntax = csvSyntax({ ...written, delimiter }, names.length)
    const { name } = file
    return { head, reading: { name, names, empty, syntax, delimiter, encoding: written.encoding } }
  } finally {
    await feed.close()
  }
}

function syntaxOptions(encoding: Encoding, options: CsvFile): Omit<CsvOptions, 'delimiter'> {
  const { quote = '"', comment, trim, ragged, rest } = options
  return { encoding: isUtf16(encoding) ? 'utf-8' : encoding, quote, comment, trim, ragged, rest }
}

async function openWhole(file: SourceFile, encoding: Encoding): Promise<ByteFeed> {
  const feed = await openRange(file, 0, file.size)
  return isUtf16(encoding) ? new Utf16Feed(feed, encoding) : feed
}

/** The body is counted in bytes of UTF-8, so that no range of the file is meant: all of it is read. */
async function* blocksOfUtf16(
  file: SourceFile,
  encoding: 'utf-16le' | 'utf-16be',
  body: ByteRange,
  options: BlocksOptions,
): ReturnType<typeof readBlocks> {
  const feed = new Utf16Feed(await openRange(file, 0, file.size), encoding, body.start)
  try {
    yield* readBlocks(feed, { ...body, file }, options)
  } finally {
    await feed.close()
  }
}
