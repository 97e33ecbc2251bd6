/**
 * A row on its way through the matchers, as a COPY line: its mark, the row's own key, the matchers' inputs, and what is
 * compared. A mark is two fields: what has become of the row so far, and what it shares with others.
 */
import { decodeCopyField, encodeCopyRow } from '../../database/copyText'
import type { Value } from '../../util/value'

/** How many fields of a side's line are what. */
export interface RowShape {
  readonly own: number
  readonly inputs: number
}

export interface MatchedRow {
  readonly own: readonly Value[]
  readonly inputs: readonly Value[]
  readonly reads: readonly Value[]
}

/** The number of a mark's fields. */
export const MARK_FIELDS = 2

/** No matcher has found a value in the row so far. */
export const WITHOUT_VALUE = '0'
/** A matcher has, and no other row has the same. */
export const ALONE = '1'
/** Several rows have the same; the number of the matcher follows. */
const AMBIGUOUS = '2'

/** What a line begins with that comes from a server. */
export const FIRST_MARK = `${WITHOUT_VALUE}\t\\N\t`
const ALONE_MARK = `${ALONE}\t\\N\t`

export function readRow(line: string, { own, inputs }: RowShape): MatchedRow {
  const fields = line.split('\t').slice(MARK_FIELDS)
  return {
    own: fields.slice(0, own).map(decodeCopyField),
    inputs: fields.slice(own, own + inputs).map(decodeCopyField),
    reads: fields.slice(own + inputs).map(decodeCopyField),
  }
}

/** The inputs alone, for which the whole line need not be taken apart. */
export function readInputs(line: string, { own, inputs }: RowShape): readonly Value[] {
  const fields = line.split('\t', MARK_FIELDS + own + inputs)
  return fields.slice(MARK_FIELDS + own).map(decodeCopyField)
}

/** What is compared, as it stands in the line. */
export function readsOf(line: string, { own, inputs }: RowShape): string {
  let at = -1
  for (let field = 0; field < MARK_FIELDS + own + inputs; field++) {
    at = line.indexOf('\t', at + 1)
    if (at < 0) return ''
  }
  return line.slice(at + 1)
}

/** A mark for rows that have these values by a matcher, and are more than one on a side. */
export function ambiguousMark(matcher: number, values: readonly Value[]): string {
  const name = `${AMBIGUOUS}${String(matcher).padStart(4, '0')}`
  return `${encodeCopyRow([name, JSON.stringify(values)]).slice(0, -1)}\t`
}

/** What several rows share: the matcher's place, and the values that it compares. */
export interface SharedMark {
  readonly matcher: number
  readonly values: readonly string[]
}

/** What an ambiguous mark says; undefined of other marks. */
export function readMark(state: Value, shared: Value): SharedMark | undefined {
  if (state?.startsWith(AMBIGUOUS) !== true || shared === null) return undefined
  return { matcher: Number(state.slice(1)), values: JSON.parse(shared) as string[] }
}

/** The line with a mark that tells more than the one it has. What was ambiguous once stays so. */
export function marked(line: string, mark: string = ALONE_MARK): string {
  if (line.startsWith(AMBIGUOUS)) return line
  return mark + line.slice(line.indexOf('\t', line.indexOf('\t') + 1) + 1)
}
