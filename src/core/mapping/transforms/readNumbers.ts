/** Numbers as people write them, as the decimal numbers that databases read. Text throughout. */
import { canonicalDecimal } from '../../schema/decimal'
import type { NumberSigns } from './transform'

/** A reader of one country's numbers; it gives undefined where the text is none. */
export type NumberReader = (text: string) => string | undefined

/**
 * Reads whole texts: `1.234,50`. Groups have three digits, those before the last one may have two as in India, so that
 * `12.34` is not taken for 1234. Digits after the point stay as they are.
 */
export function numberReader({ decimal, group }: NumberSigns): NumberReader {
  const isPlain = decimal === '.' && group === ''
  return (text) => {
    if (isPlain && PLAIN.test(text)) return text
    const [whole = '', ...fractions] = withOneBlank(text.trim(), group).split(decimal)
    const fraction = fractions.length === 0 ? '' : `.${fractions.join(decimal)}`
    const ungrouped = withoutGroups(whole, group)
    if (ungrouped === undefined || (decimal !== '.' && fraction.includes('.', 1))) return undefined
    const plain = ungrouped + fraction
    return PLAIN.test(plain) || canonicalDecimal(plain) !== undefined ? plain : undefined
  }
}

/** Most numbers, and quicker to tell than the others are. */
const PLAIN = /^[+-]?\d+(?:\.\d+)?$/

/** Blanks that do not break a line are what many countries write between thousands. */
function withOneBlank(text: string, group: string): string {
  return group === ' ' ? text.replace(/[\u00A0\u202F\u2009]/g, ' ') : text
}

/** A point that is neither the decimal sign nor the group sign is no part of a number. */
function withoutGroups(whole: string, group: string): string | undefined {
  if (group === '' || !whole.includes(group)) return whole.includes('.') ? undefined : whole
  const [first = '', ...others] = whole.split(group)
  const isGrouped =
    /^[+-]?\d{1,3}$/.test(first) &&
    others.every(
      (part, index) => DIGITS.test(part) && (part.length === 3 || index + 1 < others.length),
    )
  return isGrouped ? first + others.join('') : undefined
}

const DIGITS = /^\d{2,3}$/

/** Signs of currencies, their codes and abbreviations such as `Rs.`, and blanks. */
const AROUND = /[\p{Sc}\p{L}\s.]+/gu

/**
 * Reads amounts of money: what stands around the number is dropped where it is a currency's sign, code or abbreviation.
 * An amount in parentheses is negative, as accountants write it, and one with its minus behind it, as ledgers print it.
 */
export function currencyReader(signs: NumberSigns): NumberReader {
  const read = numberReader(signs)
  return (text) => {
    const [first, last] = [startOfNumber(text, signs.decimal), lastDigit(text)]
    if (first < 0) return undefined
    const [before, number] = [text.slice(0, first), text.slice(first, last + 1)]
    const after = number.includes(signs.decimal)
      ? text.slice(last + 1)
      : text.slice(last + 1).replace(NO_CENTS, '')
    if (NO_CENTS.test(after) || endsInPoint(before) || hasOtherWords(before, after))
      return undefined
    const sign = signOf((before + after).replace(AROUND, ''))
    return sign === undefined ? undefined : read(sign + number)
  }
}

/** `5.-` and `5,--` are whole amounts: the dashes stand where the cents would. */
const NO_CENTS = /^[.,][-\u2010-\u2015]+/

/** A point before the number is the end of an abbreviation; else it would be a decimal sign, and of another country. */
function endsInPoint(before: string): boolean {
  return /(?:^|[^\p{L}])[.,'\u2019]$/u.test(before)
}

/** A currency is named on one side; and `1m` is no amount of one. */
function hasOtherWords(before: string, after: string): boolean {
  const behind = wordsOf(after)
  return (
    (wordsOf(before).length > 0 && behind.length > 0) ||
    behind.some((word) => MAGNITUDES.has(word.toLowerCase()))
  )
}

function wordsOf(text: string): readonly string[] {
  return text.match(/\p{L}+/gu) ?? []
}

const MAGNITUDES: ReadonlySet<string> = new Set([
  ...['k', 'thousand', 'tsd', 'tausend', 'lakh', 'lac', 'crore', 'cr'],
  ...['m', 'mm', 'mn', 'mio', 'mill', 'million', 'millions'],
  ...['b', 'bn', 'bio', 'billion', 'billions', 'mrd', 'milliard', 'milliarden'],
  ...['t', 'tn', 'trillion'],
])

/** The first digit, or the decimal sign right before it, unless that ends an abbreviation: `$.50`, `Rs.50`. */
function startOfNumber(text: string, decimal: string): number {
  const digit = text.search(/\d/)
  const isDecimal = digit > 0 && text.endsWith(decimal, digit)
  return isDecimal && !/\p{L}/u.test(text[digit - 2] ?? '') ? digit - 1 : digit
}

function lastDigit(text: string): number {
  let index = text.length - 1
  while (index >= 0 && !/\d/.test(text[index] ?? '')) index--
  return index
}

function signOf(marks: string): string | undefined {
  if (marks === '' || marks === '+') return ''
  return ['-', '\u2212', '()'].includes(marks) ? '-' : undefined
}
