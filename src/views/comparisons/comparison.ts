/** Comparisons of two environments, and what of them is where. Pure. */
import type { ComparedDatabase, ComparedEnvironments, ObjectDifference } from '../../core/index'

export interface Comparison {
  readonly folder: string
  /** Which of the two shows it in the tree. */
  readonly home: string
  readonly compared: ComparedEnvironments
  readonly comparedAt: Date
}

/** An object that differs, with the database that it lies in. */
export interface DifferentObject {
  readonly base: string
  readonly difference: ObjectDifference
}

/** One comparison of two environments is kept at a time. */
export function comparisonId({ folder, compared: { first, second } }: Comparison): string {
  return JSON.stringify([folder, first, second])
}

/** All of them, database by database, in the order in which the command line prints them. */
export function differencesOf({ databases }: ComparedEnvironments): readonly DifferentObject[] {
  return databases.flatMap(({ base, differences }) =>
    differences.map((difference) => ({ base, difference })),
  )
}

/** Which environment alone has the database; undefined where both have it. */
export function onlyIn(
  { first, second }: ComparedDatabase,
  names: Pick<ComparedEnvironments, 'first' | 'second'>,
): string | undefined {
  if (first === null) return names.second
  return second === null ? names.first : undefined
}
