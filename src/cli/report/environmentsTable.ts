/** Environments and their databases as a table for the terminal. */
import type { ListedDatabase, ListedEnvironment } from '../../core/index'
import { shownAge, shownBytes } from './measures'
import { table } from './table'
import { visible } from './visible'

/** A line for the titles, one for each environment, and one for each of its databases where it has several. */
export function environmentsTable(
  environments: readonly ListedEnvironment[],
  now: Date,
): readonly string[] {
  if (environments.length === 0) return ['There are no environments besides production.']
  return table([
    ['ENVIRONMENT', 'DATABASE', 'SIZE', 'AGE', 'BRANCH', 'PROTECTION'],
    ...environments.flatMap((environment) => rowsOf(environment, now)),
  ])
}

function rowsOf(environment: ListedEnvironment, now: Date): readonly (readonly string[])[] {
  const { name, databases, createdAt, branch, protection } = environment
  const [first, ...others] = databases
  const own = [shownAge(createdAt, now), branch ?? '', protection]
  return [
    [name, ...(first === undefined ? ['', ''] : cellsOf(first)), ...own].map(visible),
    ...others.map((database) => ['', ...cellsOf(database)].map(visible)),
  ]
}

function cellsOf({ fullName, exists, bytes }: ListedDatabase): readonly string[] {
  return [fullName, exists ? shownBytes(bytes) : 'is not there']
}
