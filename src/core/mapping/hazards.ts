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
  const { duplicateKeys, targetDuplicateKeys, nullKeys, targetNullKeys, invalidRows } = counts
  const found: readonly (readonly [code: string, number: number, one: string, many: string])[] = [
    [
      'duplicate-keys',
      duplicateKeys,
      'row of the source has a key that is not unique on one of the sides; it is not carried',
      'rows of the source have a key that is not unique on one of the sides; none of them is carried',
    ],
    [
      'duplicate-keys-in-target',
      targetDuplicateKeys,
      'key occurs more than once in the target; none of its rows is changed',
      'keys occur more than once in the target; none of their rows is changed',
    ],
    [
      'null-keys',
      nullKeys + targetNullKeys,
      'row has a null in the key and matches nothing',
      'rows have a null in the key and match nothing',
    ],
    [
      'invalid-values',
      invalidRows,
      'row has a value that the target cannot hold; it is not changed',
      'rows have a value that the target cannot hold; none of them is changed',
    ],
  ]
  return found
    .filter(([, number]) => number > 0)
    .map(([code, number, one, many]) => ({
      code,
      message: `${number} ${number === 1 ? one : many}`,
    }))
}

function isUnique(table: Table, columns: readonly Column[]): boolean {
  const wanted = new Set(columns.map((column) => column.name))
  return table.uniqueKeys.some((key) => key.every((name) => wanted.has(name)))
}

function names(columns: readonly Column[]): string {
  return columns.map((column) => column.name).join(', ')
}
