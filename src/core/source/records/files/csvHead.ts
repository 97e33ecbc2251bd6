/** What stands before the first record of a CSV file: a byte order mark and the names of the columns. */
import { isUtf8 } from 'node:buffer'
import { UsageError } from '../../../util/errors'
import type { ByteWindow } from './byteWindow'
import { CsvScanner } from './csvScanner'
import { DOUBLED, FORBIDDEN, type CsvSyntax } from './csvSyntax'
import { decode, type Encoding } from './encodings'

export interface CsvHead {
  /** The names as they stand there; undefined where the file has no line of names. */
  readonly names: readonly string[] | undefined
  /** Where the first record begins, and in which line. */
  readonly end: number
  readonly line: number
}

export interface HeadOptions {
  readonly path: string
  readonly encoding: Encoding
  readonly syntax: CsvSyntax
  /** Whether the first row is names. */
  readonly hasNames: boolean
}

/** `window` is at the start of the file, and stays there. */
export async function readHead(window: ByteWindow, options: HeadOptions): Promise<CsvHead> {
  let { end, line } = { end: markLength(window, options.encoding), line: 1 }
  if (!options.hasNames) return { names: undefined, end, line }
  const scanner = new CsvScanner(options.syntax)
  for (;;) {
    const at = window.start + end
    if (at === window.end && window.isLast) return { names: [], end, line }
    const scanned = scanner.scan(window.bytes, at, window.end, window.isLast ? 'file' : 'open')
    if (scanned === 'broken') throw brokenNames(options.path, line)
    if (scanned === 'more') {
      await window.more()
      continue
    }
    end = scanner.next - window.start
    if (scanned === 'record')
      return {
        names: readNames(window.bytes, scanner, options, line),
        end,
        line: line + scanner.lines,
      }
    line += scanner.lines
  }
}

/**
 * A name for each column, each one once: a name that is there already gets a number, an empty one is that of its place. Names
 * that differ in letter case only are different names.
 */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names)
  const given = new Set<string>()
  return names.map((name, index) => {
    const wanted = name === '' ? `column_${index + 1}` : name
    let unique = wanted
    for (let number = 2; given.has(unique) || (unique !== name && taken.has(unique)); number++)
      unique = `${wanted}_${number}`
    given.add(unique)
    return unique
  })
}

function markLength({ bytes, start, end }: ByteWindow, encoding: Encoding): number {
  const isMarked = end - start >= 3 && bytes.readUIntBE(start, 3) === 0xefbbbf
  return isMarked && encoding === 'utf-8' ? 3 : 0
}

function readNames(
  bytes: Buffer,
  { fields, count, flags, next }: CsvScanner,
  { encoding, syntax, path }: HeadOptions,
  line: number,
): readonly string[] {
  const isText = encoding !== 'utf-8' || isUtf8(bytes.subarray(fields[0], next))
  if (!isText || (flags & FORBIDDEN) !== 0)
    throw new UsageError(`${path}:${line}: the names of the columns are not text in ${encoding}`, {
      mend: 'Say with "encoding" how the file is written.',
    })
  const quote = String.fromCharCode(syntax.quote)
  return Array.from({ length: count }, (_, index) => {
    const text = decode(bytes.subarray(fields[3 * index], fields[3 * index + 1]), encoding)
    const isDoubled = ((fields[3 * index + 2] as number) & DOUBLED) !== 0
    return isDoubled ? text.replaceAll(quote + quote, quote) : text
  })
}

function brokenNames(path: string, line: number): UsageError {
  return new UsageError(`${path}:${line}: a quote in the names of the columns is not closed`, {
    mend: 'Mend that line, or say with "quote" which character quotes.',
  })
}
