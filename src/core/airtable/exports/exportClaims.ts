/** To which tables the files of a folder belong, by their names. */
import { basename, dirname, resolve } from 'node:path'
import { matchesTable } from './exportName'
import { nameTest, toldLetters } from './namePattern'

export interface WantedExport {
  readonly table: string
  /** The name of its file, or a pattern of names with `*` and `?`; may begin with the path of another folder. */
  readonly pattern?: string
}

/** A wanted table, and the names that it may have. */
export interface Claim {
  readonly table: string
  readonly pattern?: string
  readonly folder: string
  /** How much is said about the name of the file, in letters; 0 where it is none of the table's. */
  strength(name: string): number
}

export function claimOf(folder: string, { table, pattern }: WantedExport): Claim {
  const byName = (name: string) => (matchesTable(name, table) ? table.trim().length : 0)
  if (pattern === undefined) return { table, folder: resolve(folder), strength: byName }
  const namePattern = basename(pattern)
  const isFit = nameTest(namePattern)
  // Any file that fits is claimed, even by a pattern that is a star only.
  const told = Math.max(toldLetters(namePattern), 0.5)
  return {
    table,
    pattern,
    folder: resolve(folder, dirname(pattern)),
    strength: (name) => (isFit(name) ? Math.max(told, byName(name)) : 0),
  }
}

/**
 * The names of the folder that belong to a table. Where several tables claim a file, the one that says most about its name has it:
 * "Prints-Old-Grid view.csv" is that of "Prints-Old", also if "Prints" is wanted.
 */
export function namesOf(
  claim: Claim,
  names: readonly string[],
  all: readonly Claim[],
): readonly string[] {
  const rivals = all.filter((one) => one !== claim && one.folder === claim.folder)
  return names.filter((name) => {
    const strength = claim.strength(name)
    return strength > 0 && rivals.every((rival) => rival.strength(name) <= strength)
  })
}
