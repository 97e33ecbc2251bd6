/** Which formats all the cells of a column prove. Nothing is guessed: where two readings hold, both are named. */
import { choicesCandidate } from './choicesCandidate'
import { fixedCandidate, type Candidate } from './candidate'
import { currencyCandidates } from './currencyCandidates'
import {
  DATE_FORMATS,
  DURATION_FORMATS,
  isFormulaError,
  type CellFormat,
  type DateFormat,
} from './format'
import { numberCandidates, percentCandidates } from './numberCandidates'

export interface ColumnFormats {
  /** The most specific one comes first, `text` is always the last. */
  readonly formats: readonly CellFormat[]
  readonly empty: number
  /** Cells that are neither empty nor a formula's error. */
  readonly filled: number
  readonly formulaErrors: number
  /** No cell says anything. */
  readonly allEmpty: boolean
  /** Every date may also be one with day and month the other way round. */
  readonly ambiguousDates: boolean
  /** Every number may also be one whose comma is the point, or whose point groups thousands. */
  readonly ambiguousNumbers: boolean
  /** Where no format but text holds, or a list by chance: the one that most cells prove, and cells that broke it. */
  readonly nearest?: NearMiss
}

export interface NearMiss {
  readonly format: CellFormat
  /** How many cells proved it until it was given up. */
  readonly proven: number
  readonly broken: readonly string[]
}

/** A candidate is followed a little beyond the first cell that breaks it, for people to see what they have to mend. */
const MOST_BROKEN = 3

interface Followed {
  readonly candidate: Candidate
  proven: number
  readonly broken: string[]
}

/** Takes the cells of a column one by one and remembers only what they have in common. */
export class ColumnProof {
  private followed: readonly Followed[] = allCandidates().map((candidate) => ({
    candidate,
    ...{ proven: 0, broken: [] },
  }))
  private lost: Followed | undefined
  private empty = 0
  private filled = 0
  private formulaErrors = 0

  add(cell: string): void {
    if (cell === '') this.empty++
    else if (isFormulaError(cell)) this.formulaErrors++
    else this.follow(cell)
  }

  private follow(cell: string): void {
    this.filled++
    let given = 0
    for (const one of this.followed) {
      if (one.candidate.add(cell)) one.proven++
      else if (one.broken.push(cell) === MOST_BROKEN) given++
    }
    if (given > 0) this.giveUp()
  }

  private giveUp(): void {
    const isBroken = ({ broken }: Followed) => broken.length >= MOST_BROKEN
    for (const one of this.followed.filter(isBroken)) this.lost = nearer(this.lost, one)
    this.followed = this.followed.filter((one) => !isBroken(one))
  }

  end(): ColumnFormats {
    const proven = withoutTwins(this.followed.flatMap(formatsProven))
    const { empty, filled, formulaErrors } = this
    const nearest = proven.some(({ type }) => type !== 'choices') ? undefined : this.nearest()
    return {
      formats: [...proven, { type: 'text' }],
      ...{ empty, filled, formulaErrors },
      allEmpty: filled + formulaErrors === 0,
      ambiguousDates: hasTurnedDates(proven),
      ambiguousNumbers: hasTwoNumbers(proven),
      ...(nearest !== undefined && { nearest }),
    }
  }

  private nearest(): NearMiss | undefined {
    const best = this.followed.reduce(nearer, this.lost)
    const format = best?.candidate.format()
    if (best === undefined || format === undefined) return undefined
    return { format, proven: best.proven, broken: [...best.broken] }
  }
}

/** The one that more cells prove, if they are more than those that do not. */
function nearer(best: Followed | undefined, one: Followed): Followed | undefined {
  if (one.candidate.isWeak === true || one.proven <= one.broken.length) return best
  return best === undefined || one.proven > best.proven ? one : best
}

function formatsProven({ candidate, proven, broken }: Followed): readonly CellFormat[] {
  const format = proven > 0 && broken.length === 0 ? candidate.format() : undefined
  return format === undefined ? [] : [format]
}

/** In the order in which they are proposed. */
function allCandidates(): readonly Candidate[] {
  return [
    ...FIXED.map(fixedCandidate),
    ...currencyCandidates(),
    ...percentCandidates(),
    ...numberCandidates(),
    choicesCandidate(),
  ]
}

/** Formats without anything to learn: the same objects for all columns, as what reads them is kept for each. */
const FIXED: readonly CellFormat[] = [
  { type: 'checkbox' },
  { type: 'attachments' },
  { type: 'dateTime', time: 'iso' },
  ...DATE_FORMATS.flatMap(dateTimes),
  ...DATE_FORMATS.map((format): CellFormat => ({ type: 'date', format })),
  ...DURATION_FORMATS.map((format): CellFormat => ({ type: 'duration', format })),
]

function dateTimes(format: DateFormat): readonly CellFormat[] {
  const type = 'dateTime'
  return [{}, { seconds: true }].flatMap((seconds): readonly CellFormat[] => [
    { type, format, time: '24h', ...seconds },
    { type, format, time: '24h', ...seconds, padded: true },
    { type, format, time: '12h', ...seconds },
  ])
}

/** Where all hours have two digits anyway, nothing shows that others have a zero before them. */
function withoutTwins(formats: readonly CellFormat[]): readonly CellFormat[] {
  const isPadded = (one: CellFormat) => one.type === 'dateTime' && one.padded === true
  const isPlain = (one: CellFormat) => one.type === 'dateTime' && one.padded !== true
  return formats.some(isPlain) ? formats.filter((one) => !isPadded(one)) : formats
}

function hasTurnedDates(formats: readonly CellFormat[]): boolean {
  const dates = formats.flatMap((one): readonly string[] =>
    (one.type === 'date' || one.type === 'dateTime') && one.format !== undefined
      ? [one.format]
      : [],
  )
  const turned = (date: string) => date.replace(/[DM]/g, (part) => (part === 'D' ? 'M' : 'D'))
  return dates.some((date) => turned(date) !== date && dates.includes(turned(date)))
}

function hasTwoNumbers(formats: readonly CellFormat[]): boolean {
  const hasTwo = (type: CellFormat['type']) => formats.filter((one) => one.type === type).length > 1
  return hasTwo('number') || hasTwo('percent') || hasTwo('currency')
}
