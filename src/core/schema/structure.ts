/** Whether a table still has the structure that a plan was made for. */
import { displayTable, type Column, type Table } from '../database/table'
import { canonicalJson, sha256 } from '../util/hash'

/** Equal for equal structures. Order of triggers and unique keys as the catalogue gives them. */
export function structureHash(table: Table): string {
  return sha256(canonicalJson(table))
}

/** In words, what differs between the planned and the present structure; empty when nothing does. */
export function describeStructureChanges(
  planned: Table,
  present: Table | undefined,
): readonly string[] {
  const name = displayTable(planned)
  if (present === undefined) return [`table "${name}" no longer exists`]
  if (structureHash(planned) === structureHash(present)) return []
  const changes = [
    ...describeColumnChanges(planned, present),
    ...describeOtherChanges(planned, present),
  ]
  const told = changes.length > 0 ? changes : ['the order of its columns has changed']
  return told.map((change) => `table "${name}": ${change}`)
}

function describeColumnChanges(planned: Table, present: Table): readonly string[] {
  const before = new Map(planned.columns.map((column) => [column.name, column]))
  const after = new Map(present.columns.map((column) => [column.name, column]))
  const changes: string[] = []
  for (const column of planned.columns) {
    const now = after.get(column.name)
    if (now === undefined) changes.push(`column "${column.name}" is gone`)
    else if (canonicalJson(now) !== canonicalJson(column))
      changes.push(
        `column "${column.name}" was ${describeColumn(column)} and is ${describeColumn(now)}`,
      )
  }
  for (const column of present.columns)
    if (!before.has(column.name)) changes.push(`column "${column.name}" is new`)
  return changes
}

function describeColumn({ type, nullable, generated, collation }: Column): string {
  const collated = collation === undefined ? '' : ` collate ${collation}`
  return `${type}${collated}${nullable ? '' : ' not null'}${generated ? ' generated' : ''}`
}

function describeOtherChanges(planned: Table, present: Table): readonly string[] {
  const changes: string[] = []
  if (planned.kind !== present.kind)
    changes.push(`it was a ${planned.kind} and is a ${present.kind}`)
  if (canonicalJson(planned.uniqueKeys) !== canonicalJson(present.uniqueKeys))
    changes.push('its unique keys have changed')
  if (canonicalJson(planned.primaryKey) !== canonicalJson(present.primaryKey))
    changes.push('its primary key has changed')
  if (canonicalJson(planned.triggers) !== canonicalJson(present.triggers))
    changes.push('its triggers have changed')
  if (canonicalJson(planned.cascades ?? []) !== canonicalJson(present.cascades ?? []))
    changes.push('the foreign keys that refer to it have changed')
  if (canonicalJson(planned.elsewhere ?? {}) !== canonicalJson(present.elsewhere ?? {}))
    changes.push('the servers that have its rows, or what its partitions are told by, have changed')
  if (planned.rowSecurity !== present.rowSecurity) changes.push('its row security has changed')
  return changes
}
