import type { Value } from '../../../../../src/core/util/value'

/** A row of either side; `key` is the declared key, `no` the row's own. */
export interface Person {
  readonly no: string
  readonly key: Value
  readonly mail: Value
  readonly name: Value
  readonly hidden: boolean
}

/** What a matcher makes of a row; undefined where that is nothing. */
export type Giver = (row: Person) => string | undefined

export interface Matched {
  /** `own key in the source → own key in the target`, by the matcher's place. */
  readonly pairs: ReadonlyMap<string, number>
  /** Own keys by what has become of their rows. */
  readonly left: Readonly<Record<'source' | 'target', Left>>
}

export interface Left {
  readonly withoutValue: readonly string[]
  readonly alone: readonly string[]
  /** With the place of the first matcher that several rows had the same value by, and the value. */
  readonly ambiguous: readonly string[]
}

/** What matchers find, by comparing each row with every other one. */
export function matchOracle(
  source: readonly Person[],
  target: readonly Person[],
  givers: readonly Giver[],
): Matched {
  const rest = { source: [...source], target: [...target] }
  const pairs = new Map<string, number>()
  const doubts = new Map<Person, string>()
  for (const [index, give] of givers.entries()) {
    const same = (row: Person, rows: readonly Person[]) =>
      rows.filter((other) => give(row) !== undefined && give(other) === give(row))
    const found = rest.source.flatMap((row) => {
      const [rivals, candidates] = [same(row, rest.source), same(row, rest.target)]
      const [first] = candidates
      if (rivals.length === 1 && candidates.length === 1 && first !== undefined)
        return [[row, first] as const]
      if (rivals.length > 1 || candidates.length > 1)
        for (const one of [...rivals, ...candidates])
          if (!doubts.has(one)) doubts.set(one, `${index} ${give(row)}`)
      return []
    })
    for (const [one, other] of found) {
      pairs.set(`${one.no} → ${other.no}`, index)
      rest.source.splice(rest.source.indexOf(one), 1)
      rest.target.splice(rest.target.indexOf(other), 1)
    }
  }
  const hasValue = (row: Person) => givers.some((give) => give(row) !== undefined)
  const leftOf = (rows: readonly Person[]): Left => {
    const sure = rows.filter((row) => !doubts.has(row))
    return {
      withoutValue: sure.filter((row) => !hasValue(row)).map(({ no }) => no),
      alone: sure.filter(hasValue).map(({ no }) => no),
      ambiguous: rows.flatMap((row) => (doubts.has(row) ? [`${row.no}: ${doubts.get(row)}`] : [])),
    }
  }
  return {
    pairs,
    left: {
      source: leftOf(rest.source),
      target: leftOf(rest.target.filter(({ hidden }) => !hidden)),
    },
  }
}
