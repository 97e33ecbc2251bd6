/** What matchers ask of the target's key: it stays what it is, and what is inserted has one. */
import type { ResolvedField } from '../resolveFields'
import type { ResolvedKey } from '../resolveKey'
import { report, type Resolution } from '../resolution'
import { isUniqueAndWhole } from './ownKey'
import type { ResolvedMatching } from './resolveMatching'

/** Notes a problem where a field would change the columns by which the target's rows go. */
export function checkOwnKey(
  resolution: Resolution,
  { own }: ResolvedMatching,
  fields: readonly ResolvedField[],
): void {
  const names = own.target.map(({ name }) => name)
  const targets = resolution.mapping.fields.map((field) => ('every' in field ? '' : field.target))
  for (const { target } of fields)
    if (names.includes(target.name))
      report(
        resolution,
        ['fields', targets.indexOf(target.name)],
        `"${target.name}" is of the key by which the target’s rows go and cannot be a field`,
        'leave it out',
      )
}

/**
 * The columns by which a row goes that is inserted: those of the others, or where the database numbers these, any that
 * it keeps unique and that the row is given. Notes a problem where there are none.
 */
export function insertKey(
  resolution: Resolution,
  { own }: ResolvedMatching,
  keys: readonly ResolvedKey[],
  fields: readonly ResolvedField[],
): readonly string[] {
  const { mapping, targetTable } = resolution
  const names = own.target.map(({ name }) => name)
  if (mapping.missing.inTarget !== 'insert') return names
  const given = new Set([...keys, ...fields].map(({ target }) => target.name))
  const found = [names, ...targetTable.uniqueKeys].find(
    (key) => key.every((name) => given.has(name)) && isUniqueAndWhole(targetTable, key),
  )
  if (found !== undefined) return found
  const wanting = names.filter((name) => !given.has(name)).map((name) => `"${name}"`)
  report(
    resolution,
    ['missing', 'inTarget'],
    `rows that are inserted need a value for ${wanting.join(', ')}, by which the target’s rows go`,
    'name it in "key" with the column of the source that has it, or map columns that are unique and not null',
  )
  return names
}
