/** Amounts of money: a number with a symbol before or after it, and negative ones in the ways of bookkeepers. */
import type { Codec } from './codec'
import { NEGATIVES, type CurrencyFormat, type Negative } from './format'
import { magnitudeSyntax, signAndMagnitude, withSign } from './numbers'

export type CurrencyFrame = Pick<CurrencyFormat, 'symbol' | 'place' | 'space'>

export function currencyCodec(format: CurrencyFormat): Codec {
  const syntax = magnitudeSyntax(format)
  const unframe = unframer(format, format.negative)
  const [lead, trail] = aroundPositive(format)
  const [minusLead, minusTrail] = aroundNegative(format, format.negative ?? NEGATIVES[0])
  return {
    expected: `amount as ${lead}${syntax.sample}${trail}`,
    read(cell) {
      const found = unframe(cell)
      return found && withSign(found.negative !== undefined, syntax.read(found.magnitude))
    },
    write(value) {
      const { isNegative, magnitude } = signAndMagnitude(value)
      const written = magnitude === undefined ? undefined : syntax.write(magnitude)
      if (written === undefined) return undefined
      return isNegative ? `${minusLead}${written}${minusTrail}` : `${lead}${written}${trail}`
    },
  }
}

export interface Unframed {
  readonly magnitude: string
  /** How it says that it is negative. */
  readonly negative?: Negative
}

/** Takes off what is around an amount. Without `negative`, negative ones may be written in any way. */
export function unframer(
  frame: CurrencyFrame,
  negative?: Negative,
): (cell: string) => Unframed | undefined {
  const ways = (negative === undefined ? NEGATIVES : [negative]).map(
    (way) => [way, aroundNegative(frame, way)] as const,
  )
  const positive = aroundPositive(frame)
  return (cell) => {
    const plain = between(cell, positive)
    if (plain !== undefined) return { magnitude: plain }
    for (const [way, around] of ways) {
      const magnitude = between(cell, around)
      if (magnitude !== undefined) return { magnitude, negative: way }
    }
    return undefined
  }
}

type Around = readonly [lead: string, trail: string]

function aroundPositive({ symbol, place, space }: CurrencyFrame): Around {
  const gap = space ?? ''
  return place === 'after' ? ['', gap + symbol] : [symbol + gap, '']
}

function aroundNegative(frame: CurrencyFrame, negative: Negative): Around {
  const [lead, trail] = aroundPositive(frame)
  switch (negative) {
    case '-$5':
      return [`-${lead}`, trail]
    case '$-5':
      return [`${lead}-`, trail]
    case '($5)':
      return [`(${lead}`, `${trail})`]
    case '$(5)':
      return [`${lead}(`, `)${trail}`]
    case '$5-':
      return [lead, `${trail}-`]
  }
}

/** What is between them, if that begins and ends as a number does. */
function between(cell: string, [lead, trail]: Around): string | undefined {
  if (cell.length <= lead.length + trail.length) return undefined
  if (!cell.startsWith(lead) || !cell.endsWith(trail)) return undefined
  const inner = cell.slice(lead.length, cell.length - trail.length)
  return /^[\d.,]/.test(inner) && /\d$/.test(inner) ? inner : undefined
}
