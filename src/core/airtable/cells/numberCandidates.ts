/** What the numbers of a column have in common: their grouping, and how many digits follow the point. */
import type { Candidate } from './candidate'
import {
  DECIMAL_MARKS,
  GROUPINGS,
  type DecimalMark,
  type Grouping,
  type NumberParts,
} from './format'
import { isZero } from './numbers'

/** One candidate for each mark that may stand before the fraction: `1,234` is a number with either. */
export function numberCandidates(): readonly Candidate[] {
  return DECIMAL_MARKS.map((decimal) => numberCandidate(decimal, 'number'))
}

export function percentCandidates(): readonly Candidate[] {
  return DECIMAL_MARKS.map((decimal) => {
    const { add, format } = numberCandidate(decimal, 'percent')
    return { add: (cell) => cell.endsWith('%') && add(cell.slice(0, -1)), format }
  })
}

function numberCandidate(decimal: DecimalMark, type: 'number' | 'percent'): Candidate {
  const magnitudes = new Magnitudes(decimal)
  return {
    add(cell) {
      if (!cell.startsWith('-')) return magnitudes.add(cell)
      const magnitude = cell.slice(1)
      return !isZero(magnitude) && magnitudes.add(magnitude)
    },
    format() {
      const parts = magnitudes.parts()
      return parts && { type, ...parts }
    },
  }
}

const PATTERNS: Readonly<Record<DecimalMark, RegExp>> = { '.': patternOf('.'), ',': patternOf(',') }

function patternOf(decimal: DecimalMark): RegExp {
  const marks = GROUPINGS.filter((grouping) => grouping !== decimal).join('')
  const grouped = `[1-9]\\d{0,2}([${marks}])\\d{3}(?:\\2\\d{3})*`
  return new RegExp(`^(?:(0|[1-9]\\d*)|${grouped})(?:[${decimal}](\\d+))?$`)
}

/** Numbers without their signs, as they are with one mark before the fraction. */
export class Magnitudes {
  private grouping: Grouping | undefined
  private hasUngrouped = false
  private hasFraction = false
  private decimals: number | 'several' | undefined

  constructor(private readonly decimal: DecimalMark) {}

  add(text: string): boolean {
    const match = PATTERNS[this.decimal].exec(text)
    if (match === null) return false
    const [, plain = '', grouping, fraction = ''] = match
    const isUngrouped = plain.length > 3
    if (isUngrouped && this.grouping !== undefined) return false
    if (grouping !== undefined && !this.mayGroup(grouping)) return false
    if (grouping !== undefined) this.grouping = grouping as Grouping
    this.hasUngrouped ||= isUngrouped
    this.hasFraction ||= fraction !== ''
    this.decimals ??= fraction.length
    if (this.decimals !== fraction.length) this.decimals = 'several'
    return true
  }

  private mayGroup(grouping: string): boolean {
    return !this.hasUngrouped && (this.grouping ?? grouping) === grouping
  }

  get isGrouped(): boolean {
    return this.grouping !== undefined
  }

  /** Undefined where the numbers would be the same with a point. */
  parts(): NumberParts | undefined {
    if (this.decimal === ',' && !this.hasFraction && this.grouping !== '.') return undefined
    return {
      ...(typeof this.decimals === 'number' && { decimals: this.decimals }),
      ...(this.grouping !== undefined && { grouping: this.grouping }),
      ...(this.decimal !== '.' && { decimal: this.decimal }),
    }
  }
}
