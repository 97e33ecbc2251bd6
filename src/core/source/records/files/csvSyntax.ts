/** What the bytes of a CSV file mean, as tables by byte: what follows from its options and is the same for every record. */
import { UsageError } from '../../../util/errors'
import { encodeCharacter, singleBytes, type Encoding } from './encodings'

/** What a byte is to the scanner. Those that are nothing special are zero; others are bits, collected for each field. */
export const ESCAPED = 1
export const FORBIDDEN = 2
export const LINE_END = 4
export const DELIMITER = 8
export const QUOTE = 16
/** The field has a quote that is written twice. */
export const DOUBLED = 32

export const LF = 10
export const CR = 13

export interface CsvOptions {
  readonly encoding: Encoding
  readonly delimiter: string
  readonly quote: string | null
  readonly comment?: string | undefined
  readonly trim?: boolean | undefined
  readonly ragged?: boolean | undefined
  readonly rest?: boolean | undefined
}

export interface CsvSyntax {
  readonly delimiter: Uint8Array
  /** -1 where there is none. */
  readonly quote: number
  readonly comment: Uint8Array | undefined
  readonly trim: boolean
  readonly ragged: boolean
  readonly rest: boolean
  /** How many fields a record has; infinite as long as nobody knows. */
  readonly columns: number
  /** What bytes are outside of quotes, within them, and in a field that takes the rest of its line. */
  readonly outside: Uint8Array
  readonly within: Uint8Array
  readonly toLineEnd: Uint8Array
  /** What stands for a byte in a JSON string; undefined where it stands for itself. */
  readonly escapes: readonly (Uint8Array | undefined)[]
}

export function csvSyntax(options: CsvOptions, columns = Infinity): CsvSyntax {
  const { encoding, trim = false, ragged = false, rest = false } = options
  const [delimiter, quote] = [options.delimiter, options.quote ?? '']
  const marks = [delimiter, quote, options.comment?.at(0) ?? '']
  if (new Set(marks.filter(Boolean)).size < marks.filter(Boolean).length)
    throw new UsageError(`"delimiter", "quote" and "comment" are not different: ${marks.join(' ')}`)
  const { base, escapes } = tablesOf(encoding)
  const delimiterBytes = bytesOf(delimiter, encoding, '"delimiter"')
  const quoteByte = quote === '' ? -1 : quote.charCodeAt(0)
  return {
    ...{ delimiter: delimiterBytes, quote: quoteByte, trim, ragged, rest, columns },
    comment:
      options.comment === undefined ? undefined : bytesOf(options.comment, encoding, '"comment"'),
    outside: withByte(base, delimiterBytes[0] as number, DELIMITER),
    within: withByte(base, quoteByte, QUOTE),
    toLineEnd: base,
    escapes,
  }
}

interface EncodingTables {
  readonly base: Uint8Array
  readonly escapes: CsvSyntax['escapes']
}

/** Each is made once: a file whose delimiter has to be found out is looked at with several syntaxes. */
const TABLES = new Map<Encoding, EncodingTables>()

function tablesOf(encoding: Encoding): EncodingTables {
  const known = TABLES.get(encoding)
  if (known !== undefined) return known
  const escapes = escapesOf(encoding)
  const tables = { escapes, base: commonTable(encoding, escapes) }
  TABLES.set(encoding, tables)
  return tables
}

function bytesOf(text: string, encoding: Encoding, option: string): Uint8Array {
  const characters = Array.from(text, (character) => encodeCharacter(character, encoding))
  const known = characters.filter((bytes) => bytes !== undefined)
  if (known.length === characters.length) return Buffer.concat(known)
  throw new UsageError(`${option} has a character that does not exist in ${encoding}`)
}

function withByte(table: Uint8Array, byte: number, kind: number): Uint8Array {
  const copy = Uint8Array.from(table)
  // Bits that are there stay: a quote that is data in one place has to be escaped there.
  if (byte >= 0) copy[byte] = (copy[byte] as number) | kind
  return copy
}

/** NUL is in no text of PostgreSQL, so that it is in no record. */
function commonTable(encoding: Encoding, escapes: CsvSyntax['escapes']): Uint8Array {
  const characters = singleBytes(encoding)
  const table = Uint8Array.from(escapes, (escape, byte) => {
    if (byte === 0 || (characters !== undefined && characters[byte] === undefined)) return FORBIDDEN
    return escape === undefined ? 0 : ESCAPED
  })
  table[LF] = LINE_END | ESCAPED
  table[CR] = LINE_END | ESCAPED
  return table
}

/** As JSON.stringify escapes; characters of other encodings become their bytes in UTF-8. */
function escapesOf(encoding: Encoding): readonly (Uint8Array | undefined)[] {
  const characters = singleBytes(encoding)
  return Array.from({ length: 256 }, (_, byte) => {
    if (byte >= 0x80) return characters === undefined ? undefined : utf8(characters[byte])
    const character = String.fromCharCode(byte)
    const escaped = JSON.stringify(character).slice(1, -1)
    return escaped === character ? undefined : Buffer.from(escaped)
  })
}

function utf8(character: string | undefined): Uint8Array | undefined {
  return character === undefined ? undefined : Buffer.from(character)
}
