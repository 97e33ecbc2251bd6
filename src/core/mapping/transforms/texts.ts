/**
 * Functions of texts, for transforms and formulas alike. Characters are code points, as in SQL: a surrogate pair counts
 * once. Most texts have none, and then JavaScript's own units are characters.
 */

const SURROGATE = /[\uD800-\uDFFF]/

/** How many characters the text has. */
export function lengthOf(text: string): number {
  return SURROGATE.test(text) ? Array.from(text).length : text.length
}

/** The characters from `from` up to and without `to`, counted from 0; `to` may lie behind the end. */
function slice(text: string, from: number, to: number): string {
  if (from >= to) return ''
  if (!SURROGATE.test(text)) return text.slice(from, to)
  return Array.from(text).slice(from, to).join('')
}

/** As SQL's substring: the first character is 1, and what lies before it counts towards `length` but gives nothing. */
export function substring(text: string, start: number, length: number = Infinity): string {
  return slice(text, Math.max(start - 1, 0), Math.max(start - 1 + length, 0))
}

/** The first `length` characters; where that is negative, all but so many at the end, as in PostgreSQL. */
export function left(text: string, length: number): string {
  return slice(text, 0, length >= 0 ? length : Math.max(lengthOf(text) + length, 0))
}

/** The last `length` characters; where that is negative, all but so many at the start, as in PostgreSQL. */
export function right(text: string, length: number): string {
  return slice(text, length >= 0 ? Math.max(lengthOf(text) - length, 0) : -length, Infinity)
}

/** Filled up at the start with `fill`, as often as it takes; nothing is ever cut off. */
export function padStart(text: string, length: number, fill: string): string {
  return padding(text, length, fill) + text
}

/** Filled up at the end; see `padStart`. */
export function padEnd(text: string, length: number, fill: string): string {
  return text + padding(text, length, fill)
}

function padding(text: string, length: number, fill: string): string {
  const missing = length - lengthOf(text)
  if (missing <= 0 || fill === '') return ''
  return slice(fill.repeat(Math.ceil(missing / lengthOf(fill))), 0, missing)
}

/** Each occurrence replaced, as it is: nothing in `from` or `to` has a meaning. An empty `from` occurs nowhere. */
export function replaceAll(text: string, from: string, to: string): string {
  return from === '' ? text : text.replaceAll(from, () => to)
}

/** The part at `take`, the first is 1 and the last is -1; undefined where there is none. */
export function splitPart(text: string, by: string, take: number): string | undefined {
  const parts = by === '' ? [text] : text.split(by)
  return take > 0 ? parts[take - 1] : parts[parts.length + take]
}

/** Without white space at the ends, and with one blank for white space within. */
export function collapseSpaces(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

/**
 * The first letter of each word in upper case and the others in lower case; letters and digits make words. What an
 * apostrophe cuts off at the end of one is no word where it is short: Don't and Anna's, but O'Brien.
 */
export function titleCase(text: string): string {
  return text.replace(WORD, (word) => {
    const [first = ''] = word
    return first.toUpperCase() + word.slice(first.length).toLowerCase()
  })
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’]\p{L}{1,2}(?![\p{L}\p{N}\p{M}]))?/gu

/** Without accents on letters: é is e. Letters that have none, such as ø and ß, stay what they are. */
export function removeDiacritics(text: string): string {
  return text.normalize('NFD').replace(DIACRITICS, '').normalize('NFC')
}

const DIACRITICS = /[\u0300-\u036F]+/g

/** The digits 0 to 9 and nothing else. */
export function digitsOnly(text: string): string {
  return text.replace(/[^0-9]+/g, '')
}

/** For addresses of pages: lower case a to z and digits, with one hyphen for anything else within. */
export function slug(text: string): string {
  const words = removeDiacritics(text)
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return words === null ? '' : words.join('-')
}

/** Trimmed and in lower case; undefined where it is no address: one @ with something on both sides, no blanks. */
export function emailAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase()
  const at = address.indexOf('@')
  const isAddress = at > 0 && at === address.lastIndexOf('@') && at < address.length - 1
  return isAddress && !/\s/.test(address) ? address : undefined
}

/**
 * The one spelling of a UUID, lower case with hyphens; undefined where it is none. What PostgreSQL reads is read: any
 * case, braces around it, and hyphens after any four digits or none.
 */
export function canonicalUuid(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase()
  const braced = trimmed.startsWith('{') && trimmed.endsWith('}')
  const inner = braced ? trimmed.slice(1, -1) : trimmed
  if (!/^(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}$/.test(inner)) return undefined
  const digits = inner.replaceAll('-', '')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Less than 0, 0 or more as `a` sorts before, with or after `b`: by code points, as the bytes of UTF-8 do. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  let index = 0
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index++
  if (index === length) return a.length - b.length
  return rankOf(a.charCodeAt(index)) - rankOf(b.charCodeAt(index))
}

/** Surrogates stand for characters behind all others. */
function rankOf(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
