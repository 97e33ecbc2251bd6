/** How pairs of types are written down, and what values have in common. */

export interface TypePair {
  readonly source: string
  readonly target: string
  /**
   * Of each source's value, in its engine's spelling, the text that the target then has in its own; `=` for the
   * same text. Where that begins with ✗, the value is refused while planning, with the reason.
   */
  readonly values: Readonly<Record<string, string>>
}

/** A value that is SQL and no text. */
export const asSql = (expression: string): string => `sql:${expression}`

export const beyond = '✗ not within'
export const tooLong = '✗ characters, and'
export const noInfinity = '✗ the target has no infinity'
export const noNaN = '✗ the target has no NaN'
export const noDay = '✗ is no day of the calendar'
export const tooWide = '✗ digits before the point'
export const outOfRange = '✗ is out of range'

export const pair = (
  source: string,
  target: string,
  values: Readonly<Record<string, string>>,
): TypePair => ({
  source,
  target,
  values,
})

/** The same text on both sides. */
export const alike = (source: string, target: string, values: readonly string[]): TypePair =>
  pair(source, target, Object.fromEntries(values.map((value) => [value, '='])))

export const texts = [
  '',
  ' ',
  'a ',
  ' a',
  'a\tb\nc\rd\\e\\t\\N',
  'NULL',
  '<null>',
  'é',
  'e\u0301',
  '😀',
  'it\'s "quoted"',
  'A',
  '0',
  '1e1',
]
export const doubles = [
  '1.7976931348623157e+308',
  '5e-324',
  '0.1',
  '0.30000000000000004',
  '1e+23',
  '-1e-07',
]
export const documents = [
  '{"a": {}, "b": [1.50, null, true, "é\\n"]}',
  '"x"',
  'null',
  '[]',
  '12345678901234567890',
]
export const uuids = [
  'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
  '00000000-0000-0000-0000-000000000000',
]
