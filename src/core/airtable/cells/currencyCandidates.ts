/** Columns of amounts, whose symbol is learnt from their first cell. */
import type { Candidate } from './candidate'
import { unframer, type CurrencyFrame, type Unframed } from './currency'
import { DECIMAL_MARKS, SPACES, type DecimalMark, type Negative } from './format'
import { Magnitudes } from './numberCandidates'
import { isZero } from './numbers'

export function currencyCandidates(): readonly Candidate[] {
  return DECIMAL_MARKS.map(currencyCandidate)
}

function currencyCandidate(decimal: DecimalMark): Candidate {
  const magnitudes = new Magnitudes(decimal)
  let known: Known | undefined
  let negative: Negative | undefined
  return {
    add(cell) {
      const learnt = known ?? learn(cell)
      const found = learnt?.unframe(cell)
      if (learnt === undefined || found === undefined) return false
      if (found.negative !== undefined) {
        if (isZero(found.magnitude) || (negative ?? found.negative) !== found.negative) return false
      }
      if (!magnitudes.add(found.magnitude)) return false
      known = learnt
      negative ??= found.negative
      return true
    },
    format() {
      const parts = magnitudes.parts()
      if (parts === undefined || known === undefined) return undefined
      if (!known.isCurrency && !magnitudes.isGrouped) return undefined
      return { type: 'currency', ...known.frame, ...(negative && { negative }), ...parts }
    },
  }
}

interface Known {
  readonly frame: CurrencyFrame
  readonly unframe: (cell: string) => Unframed | undefined
  /**
   * Whether the symbol is a currency’s for certain. `Room 12` and `v1.5` look like amounts too; but nobody groups the digits of
   * rooms and versions, so that any other symbol has to stand at a number whose thousands are grouped.
   */
  readonly isCurrency: boolean
}

/** Longer ones are texts with a number in them. */
const LONGEST_SYMBOL = 20

const AROUND_DIGITS = /^(\D*)\d(?:.*\d)?(\D*)$/

function learn(cell: string): Known | undefined {
  // A bound for what comes before any test of the number.
  if (cell.length > 100) return undefined
  const [, lead = '', trail = ''] = AROUND_DIGITS.exec(cell) ?? []
  const frame = frameBefore(withoutSigns(lead)) ?? frameAfter(withoutSigns(trail))
  if (frame === undefined) return undefined
  return { frame, unframe: unframer(frame), isCurrency: isCurrencySymbol(frame.symbol) }
}

function withoutSigns(side: string): string {
  return side.replace(/^[-()]/, '').replace(/[-()]$/, '')
}

function frameBefore(lead: string): CurrencyFrame | undefined {
  const space = SPACES.find((one) => lead.endsWith(one))
  const symbol = lead.slice(0, lead.length - (space?.length ?? 0))
  return isSymbol(symbol) ? { symbol, ...(space && { space }) } : undefined
}

function frameAfter(trail: string): CurrencyFrame | undefined {
  const space = SPACES.find((one) => trail.startsWith(one))
  const symbol = trail.slice(space?.length ?? 0)
  return isSymbol(symbol) ? { symbol, place: 'after', ...(space && { space }) } : undefined
}

function isSymbol(text: string): boolean {
  return text.length <= LONGEST_SYMBOL && /[\p{L}\p{Sc}]/u.test(text) && text.trim() === text
}

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** Letters that people write for a currency and that stand for little else. */
const LETTERS: ReadonlySet<string> = new Set([
  ...['kr', 'kr.', 'Kr', 'Kr.', 'Kč', 'zł', 'Ft', 'lei', 'лв', 'лв.', 'руб.', 'дин.'],
  ...['Fr.', 'SFr.', 'Rs', 'Rs.', 'RM', 'Rp', 'KSh'],
])

function isCurrencySymbol(symbol: string): boolean {
  return /\p{Sc}/u.test(symbol) || CODES.has(symbol) || LETTERS.has(symbol)
}
