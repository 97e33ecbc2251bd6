/** The records of the bytes that are in memory, and what is said of those that are none. */
import { isUtf8 } from 'node:buffer'
import type { SourceItem } from '../source'
import type { ByteWindow } from './byteWindow'
import { CsvJson, type CsvShape } from './csvJson'
import { CsvScanner } from './csvScanner'
import { FORBIDDEN, type CsvSyntax } from './csvSyntax'
import type { Encoding } from './encodings'
import { RECORD_LIMIT, type Ending, type RecordReader, type Step } from './recordBlocks'
import { rawText, unreadable } from './unreadable'

/** All that has to be known to read records of a file. */
export interface CsvReading extends CsvShape {
  /** The file's name, for locators. */
  readonly name: string
  /** What the bytes are once they are in memory: UTF-16 is UTF-8 there. */
  readonly encoding: Encoding
  readonly syntax: CsvSyntax
}

/** How far the next row that looks like one is searched, and how long such a row may be. */
const LINES_TO_TRY = 100
const PLAUSIBLE_BYTES = 1 << 20

export class CsvRecords implements RecordReader {
  private readonly scanner: CsvScanner
  private readonly json: CsvJson

  constructor(
    private readonly reading: CsvReading,
    private readonly window: ByteWindow,
  ) {
    this.scanner = new CsvScanner(reading.syntax)
    this.json = new CsvJson(reading.syntax, reading)
  }

  read(at: number, line: number, ending: Ending): Step | undefined {
    const { scanner, window } = this
    const scanned = scanner.scan(window.bytes, at, window.end, ending)
    switch (scanned) {
      case 'record':
        return { next: scanner.next, lines: scanner.lines, item: this.record(at, line) }
      case 'blank':
        return { next: scanner.next, lines: scanner.lines }
      case 'broken':
        return this.passBroken(at, line, ending)
      default:
        return scanner.isQuoted && window.end - at > RECORD_LIMIT
          ? this.passBroken(at, line, ending)
          : undefined
    }
  }

  private record(at: number, line: number): SourceItem {
    const { scanner, window, reading } = this
    const locator = `${reading.name}:${line}`
    const wrong = this.wrongCount(line)
    if (wrong !== undefined) return unreadable('fields', locator, this.raw(at, scanner.next), wrong)
    const broken = this.wrongBytes(at)
    if (broken !== undefined)
      return unreadable('encoding', locator, this.raw(at, scanner.next), broken)
    const written = this.json.write(window.bytes, scanner, window.isAscii)
    if (written !== undefined) {
      const { json, ends } = written
      return { json, locator, flat: { names: reading.names, ends } }
    }
    const message = 'is longer as JSON than a text can be'
    return unreadable('size', locator, this.raw(at, scanner.next), message)
  }

  private wrongCount(line: number): string | undefined {
    const { count } = this.scanner
    const { names, syntax } = this.reading
    if (isExpected(count, this.reading)) return undefined
    const expected = `${syntax.ragged ? 'at most ' : ''}${names.length}`
    const last = count < names.length ? `: none for ${JSON.stringify(names[count])}` : ''
    return `line ${line} has ${fieldsOf(count)}, expected ${expected}${last}`
  }

  private wrongBytes(at: number): string | undefined {
    const { scanner, window, reading } = this
    if ((scanner.flags & FORBIDDEN) !== 0) {
      const index = firstForbidden(scanner)
      return `${JSON.stringify(reading.names[index])} has the character NUL or a byte that is no character`
    }
    if (window.isUtf8 || reading.encoding !== 'utf-8') return undefined
    if (isUtf8(window.bytes.subarray(at, scanner.next))) return undefined
    return 'has bytes that are no characters in UTF-8'
  }

  /**
   * A quote that is not closed, or closed too early, leaves in doubt where its record ends. Reading goes on at the next line that
   * begins a well-formed row with the expected number of fields, else at the next line.
   */
  private passBroken(at: number, line: number, ending: Ending): Step | undefined {
    const message = this.describeProblem(line)
    const { bytes } = this.window
    const end = this.findPlausible(at, ending)
    if (end === undefined) return undefined
    const item = unreadable(
      'quote',
      `${this.reading.name}:${line}`,
      this.raw(at, end.next),
      message,
    )
    const isCut =
      ending === 'file' && end.next === this.window.end && !endsLine(bytes[end.next - 1])
    return { next: end.next, lines: isCut ? end.lines - 1 : end.lines, item }
  }

  private findPlausible(at: number, ending: Ending): Omit<Step, 'item'> | undefined {
    const { scanner, window } = this
    let [next, first] = [at, -1]
    for (let lines = 1; lines <= LINES_TO_TRY; lines++) {
      next = scanner.nextLine(window.bytes, next, window.end, ending)
      if (next < 0) return undefined
      if (lines === 1) first = next
      if (ending === 'file' && next === window.end) break
      const isPlausible = this.isPlausible(next, ending)
      if (isPlausible === undefined) return undefined
      if (isPlausible) return { next, lines }
    }
    return { next: first, lines: 1 }
  }

  private isPlausible(at: number, ending: Ending): boolean | undefined {
    const { scanner, window, reading } = this
    const limit = Math.min(window.end, at + PLAUSIBLE_BYTES)
    const scanned = scanner.scan(window.bytes, at, limit, limit === window.end ? ending : 'open')
    if (scanned === 'more') return limit === window.end ? undefined : false
    return scanned === 'record' && isExpected(scanner.count, reading)
  }

  private describeProblem(line: number): string {
    const { problem, count } = this.scanner
    return problem === 'text behind'
      ? `line ${line}: text follows the closing quote of field ${count}`
      : `line ${line}: the quote that begins field ${count + 1} is not closed`
  }

  private raw(start: number, end: number): string {
    return rawText(this.window.bytes.subarray(start, end), this.reading.encoding)
  }
}

function isExpected(count: number, { names, syntax }: CsvReading): boolean {
  return count === names.length || (syntax.ragged && count < names.length)
}

function fieldsOf(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`
}

function firstForbidden({ fields, count }: CsvScanner): number {
  for (let index = 0; index < count; index++)
    if (((fields[3 * index + 2] as number) & FORBIDDEN) !== 0) return index
  return 0
}

function endsLine(byte: number | undefined): boolean {
  return byte === 10 || byte === 13
}
