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

/** One row as a line, with its end of line. */
export function encodeCopyRow(values: readonly Value[]): string {
  return values.map(encodeCopyField).join('\t') + '\n'
}

function encodeCopyField(value: Value): string {
  if (value === null) return '\\N'
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
