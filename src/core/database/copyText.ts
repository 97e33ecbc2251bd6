/**
 * COPY's text format: a line a row, a tab between fields, `\N` for null, backslash escapes.
 * https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2
 */
import type { Value } from '../util/value'

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

const UNESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

const ESCAPED = /[\\\b\f\n\r\t\v]/g
const HAS_ESCAPED = /[\\\b\f\n\r\t\v]/

/** Bytes that are handed on together, unless a single row has more. */
const CHUNK = 128 * 1024

/** Rows as lines, in UTF-8. Each line becomes bytes at once: to put texts together first takes twice as long. */
export async function* encodeCopyRows(
  rows: Iterable<readonly Value[]>,
): AsyncGenerator<Buffer, void, undefined> {
  let chunk = Buffer.allocUnsafeSlow(CHUNK)
  let end = 0
  for (const row of rows) {
    const line = encodeCopyRow(row)
    // A code unit takes three bytes at most.
    const most = 3 * line.length
    if (most > chunk.length - end) {
      if (end > 0) yield chunk.subarray(0, end)
      chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK, most))
      end = 0
    }
    end += chunk.write(line, end)
  }
  if (end > 0) yield chunk.subarray(0, end)
}

/** One row as a line, with its end of line. */
export function encodeCopyRow(values: readonly Value[]): string {
  let line = ''
  values.forEach((value, index) => {
    if (index > 0) line += '\t'
    line += encodeCopyField(value)
  })
  return `${line}\n`
}

function encodeCopyField(value: Value): string {
  if (value === null) return '\\N'
  if (!HAS_ESCAPED.test(value)) return value
  return value.replace(ESCAPED, (character) => ESCAPES[character] ?? character)
}

/** A field of a line: the text between two tabs. */
export function decodeCopyField(field: string): Value {
  if (field === '\\N') return null
  if (!field.includes('\\')) return field
  return field.replace(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[^])/g, (_match, code: string) =>
    unescape(code),
  )
}

function unescape(code: string): string {
  if (/^x./.test(code)) return String.fromCharCode(parseInt(code.slice(1), 16))
  if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8))
  return UNESCAPES[code] ?? code
}
