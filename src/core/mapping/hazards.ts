/** Reasons to think twice about a mapping's plan. Codes are stable. */
import { displayTable, type Column, type Table } from '../database/table'
import type { Hazard } from '../plan/plan'
import { describeLoss } from '../schema/carry'
import type { MergeCounts } from './mergeRows'
import type { ResolvedMapping } from './resolveMapping'

/** What the structures alone show. */
export function structuralHazards(resolved: ResolvedMapping): readonly Hazard[] {
  const { sourceTable, targetTable, keys, fields } = resolved
  const hazards: Hazard[] = []
  const add = (code: string, message: string) => hazards.push({ code, message })
  const sides = [
    { table: sourceTable, columns: keys.map((key) => key.source), side: 'source' },
    { table: targetTable, columns: keys.map((key) => key.target), side: 'target' },
  ]
  for (const { table, columns, side } of sides)
    if (!isUnique(table, columns))
      add(
        'no-unique-key',
        `the ${side} "${displayTable(table)}" has no unique index on (${names(columns)}); rows with a repeated key are reported and not changed`,
      )
  for (const { source, target } of keys)
    if (source.castType !== target.castType)
      add(
        'key-types-differ',
        `key "${target.name}" is ${source.type} in the source and ${target.type} in the target; it is compared as text`,
      )
  for (const { sourceType, target } of fields) {
    const loss = describeLoss(sourceType, target)
    if (loss !== undefined)
      add('narrower-type', `"${target.name}" is ${target.type} in the target, which ${loss}`)
  }
  if (targetTable.triggers.length > 0)
    add(
      'triggers',
      `"${displayTable(targetTable)}" has triggers that run for each change and that undo does not take back: ${targetTable.triggers.join(', ')}`,
    )
  if (sourceTable.rowSecurity || targetTable.rowSecurity)
    add('row-security', 'row security may hide rows from this user: they count as not found')
  return hazards
}

/** What reading the rows has shown. */
export function rowHazards(counts: MergeCounts): readonly Hazard[] {
  const hazards: Hazard[] = []
  const add = (code: string, number: number, message: string) => {
    if (number > 0) hazards.push({ code, message: `${number} ${message}` })
  }
  add(
    'duplicate-keys',
    counts.duplicateKeys,
    'rows of the source have a key that is not unique on one of the sides; none of them is carried',
  )
  add(
    'duplicate-keys-in-target',
    counts.targetDuplicateKeys,
    'keys occur more than once in the target; none of their rows is changed',
  )
  add(
    'null-keys',
    counts.nullKeys + counts.targetNullKeys,
    'rows have a null in the key and match nothing',
  )
  add(
    'invalid-values',
    counts.invalidRows,
    'rows have a value that the target cannot hold; none of them is changed',
  )
  return hazards
}

function isUnique(table: Table, columns: readonly Column[]): boolean {
  const wanted = new Set(columns.map((column) => column.name))
  return table.uniqueKeys.some((key) => key.every((name) => wanted.has(name)))
}

function names(columns: readonly Column[]): string {
  return columns.map((column) => column.name).join(', ')
}
