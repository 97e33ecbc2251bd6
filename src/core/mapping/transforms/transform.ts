/** The steps that a value can take on its way from a source to a target. */
import type { RoundingMode } from './exactNumber'

/** Steps without options. */
export type PlainTransform =
  | 'trim'
  | 'trimStart'
  | 'trimEnd'
  | 'collapseSpaces'
  | 'upper'
  | 'lower'
  | 'titleCase'
  | 'removeDiacritics'
  | 'digitsOnly'
  | 'slug'
  | 'email'
  | 'uuid'
  | 'nullIfEmpty'
  | 'absolute'
  | 'negate'

export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD'

/** How numbers are written: the character before the decimals, and the one between thousands or "". */
export interface NumberSigns {
  readonly decimal: string
  readonly group: string
}

type WithOptions<Name extends string, Options = unknown> = Name extends string
  ? Readonly<{ name: Name } & Options>
  : never

/**
 * One step from a source's value to the target's. Steps run in order, on exact text; null passes through every step
 * but `default`. Lengths and positions count characters (code points), as SQL does, and positions count from 1.
 * - `nullIf`: each of `values` becomes null
 * - `number`, `currency`, `percent`: read a decimal number as it is written in some country; `currency` drops what
 *   stands around it, `percent` divides by a hundred
 * - `round`, `multiply`: exact decimal arithmetic; the result has the digits that PostgreSQL's numeric has
 * - `boolean`: reads words as the truth values `t` and `f`, which is how columns have them
 * - `date`: reads a date or time in `format` and writes ISO 8601 without a zone
 * - `dateTime`: the same for an instant, written in UTC; `zone` is where its clock hung
 * - `formatDate`: writes an ISO 8601 date or time in `format`
 * - `split`: the part at `take`, from the end where that is negative; null where there is none
 * - `json`: what a JSON document has at `path`: a string's characters, any other value's exact text
 * - `lookup`: replaces by `values`; a value that is not in it is kept, made null, or invalid
 */
export type Transform =
  | WithOptions<PlainTransform>
  | WithOptions<'nullIf', { values: readonly string[] }>
  | WithOptions<'default', { value: string }>
  | WithOptions<'number' | 'currency' | 'percent', NumberSigns>
  | WithOptions<'round', { scale: number; mode: RoundingMode }>
  | WithOptions<'multiply', { by: string }>
  | WithOptions<'boolean', { yes: readonly string[]; no: readonly string[] }>
  | WithOptions<'date' | 'formatDate', { format: string }>
  | WithOptions<'dateTime', { format: string; zone: string; ambiguous: Ambiguous }>
  | WithOptions<'substring', { start: number; length: number | undefined }>
  | WithOptions<'left' | 'right', { length: number }>
  | WithOptions<'padStart' | 'padEnd', { length: number; fill: string }>
  | WithOptions<'replace', { from: string; to: string }>
  | WithOptions<'replacePattern', { pattern: string; to: string }>
  | WithOptions<'split', { by: string; take: number }>
  | WithOptions<'prefix' | 'suffix', { text: string }>
  | WithOptions<'normalizeUnicode', { form: UnicodeForm }>
  | WithOptions<'json', { path: readonly string[] }>
  | WithOptions<'hash', { algorithm: 'sha256' }>
  | WithOptions<'lookup', { values: Readonly<Record<string, string | null>>; otherwise: Otherwise }>

/** Which instant is meant where clocks went back and showed a time twice. */
export type Ambiguous = 'error' | 'earlier' | 'later'

/** What becomes of a value that a lookup does not have. */
export type Otherwise = 'keep' | 'null' | 'error'

export type TransformName = Transform['name']
export type TransformOf<Name extends TransformName> = Extract<Transform, { readonly name: Name }>
