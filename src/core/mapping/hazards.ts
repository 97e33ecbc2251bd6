/** Reasons to think twice about a mapping's plan. Codes are stable. */
import { displayTable, type Column, type Table } from '../database/table'
import type { Hazard } from '../plan/plan'
import { sideEffects } from '../plan/sideEffects'
import { describeLoss } from '../schema/carry'
import type { MergeCounts } from './mergeCounts'
import type { ResolvedMapping } from './resolveMapping'

/** What the structures alone show. */
export function structuralHazards(resolved: ResolvedMapping): readonly Hazard[] {
  const { sourceTable, targetTable, keys, fields, matching } = resolved
  const hazards: Hazard[] = []
  const add = (code: string, message: string) => hazards.push({ code, message })
  const sides = [
    { table: sourceTable, columns: keys.map((key) => key.source), side: 'source' },
    { table: targetTable, columns: keys.map((key) => key.target), side: 'target' },
  ]
  for (const { table, columns, side } of matching === undefined ? sides : [])
    if (!isUnique(table, columns))
      add(
        'no-unique-key',
        `the ${side} "${displayTable(table)}" has no unique index on (${names(columns)}); rows with a repeated key are reported and not changed`,
      )
  for (const { source, target, order } of keys)
    if (order === 'text' && source.family !== target.family)
      add(
        'key-types-differ',
        `key "${target.name}" is ${source.type} in the source and ${target.type} in the target; it is compared as text`,
      )
  for (const { sourceType, target } of fields) {
    const loss = describeLoss(sourceType, target)
    if (loss !== undefined)
      add('narrower-type', `"${target.name}" is ${target.type} in the target, which ${loss}`)
  }
  hazards.push(
    ...sideEffects(
      targetTable,
      fields.map(({ target }) => target.name),
    ),
  )
  if (sourceTable.rowSecurity || targetTable.rowSecurity)
    add('row-security', 'row security may hide rows from this user: they count as not found')
  return hazards
}

/** What reading the rows has shown. */
export function rowHazards(resolved: ResolvedMapping, counts: MergeCounts): readonly Hazard[] {
  return [
    ...limitHazards(resolved, counts),
    ...countedHazards(resolved, counts),
    ...deleteHazards(resolved, counts),
    ...insertHazards(resolved, counts),
  ]
}

function countedHazards({ matching }: ResolvedMapping, counts: MergeCounts): readonly Hazard[] {
  const { duplicateKeys, targetRepeatedKeys, nullKeys, targetNullKeys, invalidRows } = counts
  const wanting = matching === undefined ? 'a null in the key' : 'no value for any matcher'
  const found: readonly (readonly [code: string, number: number, one: string, many: string])[] = [
    [
      'duplicate-keys',
      duplicateKeys,
      'row of the source has a key that is not unique on one of the sides; it is not carried',
      'rows of the source have a key that is not unique on one of the sides; none of them is carried',
    ],
    [
      'duplicate-keys-in-target',
      targetRepeatedKeys,
      'key occurs more than once in the target; none of its rows is changed',
      'keys occur more than once in the target; none of their rows is changed',
    ],
    [
      'null-keys',
      nullKeys + targetNullKeys,
      `row has ${wanting} and matches nothing`,
      `rows have ${wanting} and match nothing`,
    ],
    [
      'ambiguous-matches',
      counts.ambiguous + counts.targetAmbiguous,
      'row has more than one candidate, or shares its only one with others; it is not matched',
      'rows have more than one candidate, or share their only one with others; none of them is matched',
    ],
    [
      'invalid-values',
      invalidRows,
      'row has a value that the target cannot hold; it is not changed',
      'rows have a value that the target cannot hold; none of them is changed',
    ],
    [
      'undecided',
      counts.undecided,
      'row has values that differ and no side that is newer; they stay as they are',
      'rows have values that differ and no side that is newer; these stay as they are',
    ],
    [
      'common-state-unknown',
      counts.decidedBlindly,
      'row differs and it is not known which side has changed it: both are compared for the first time there, or a run was undone; the conflict strategy alone decides',
      'rows differ and it is not known which side has changed them: both are compared for the first time there, or a run was undone; the conflict strategy alone decides',
    ],
    [
      'enum-errors',
      counts.enumErrors,
      'change replaces an empty text that is none of its enum’s labels, and which undo cannot write again',
      'changes replace an empty text that is none of its enum’s labels, and which undo cannot write again',
    ],
    [
      'hidden-in-target',
      counts.hidden,
      'row of the source is in the target and left out by its "where"; it is not inserted again',
      'rows of the source are in the target and left out by its "where"; none of them is inserted again',
    ],
    [
      'deletes-rows',
      counts.deleted,
      'row of the target is deleted, because the source has none with its key',
      'rows of the target are deleted, because the source has none with their keys',
    ],
  ]
  return found
    .filter(([, number]) => number > 0)
    .map(([code, number, one, many]) => ({
      code,
      message: `${number} ${number === 1 ? one : many}`,
    }))
}

function limitHazards(
  { mapping: { limit } }: ResolvedMapping,
  { limitReached }: MergeCounts,
): readonly Hazard[] {
  if (!limitReached) return []
  const message = `the comparison ended after ${limit} ${limit === 1 ? 'difference' : 'differences'}, as the mapping says; the plan is incomplete, and its numbers are those of the rows before`
  return [{ code: 'limit-reached', message }]
}

function deleteHazards(
  { targetTable }: ResolvedMapping,
  { deleted }: MergeCounts,
): readonly Hazard[] {
  const { cascades = [] } = targetTable
  if (deleted === 0 || cascades.length === 0) return []
  const message = `foreign keys delete or change rows of other tables with those of "${displayTable(targetTable)}", and undo does not bring them back: ${cascades.join(', ')}`
  return [{ code: 'cascades', message }]
}

/** A number that is given does not move the counter of its column, so that the next one may be taken. */
function insertHazards(
  { keys, fields, targetTable }: ResolvedMapping,
  { inserted }: MergeCounts,
): readonly Hazard[] {
  if (inserted === 0) return []
  const given = new Set([...keys, ...fields].map(({ target }) => target.name))
  const numbered = targetTable.columns.filter(({ identity }) => identity !== undefined)
  const hazards: Hazard[] = []
  const ahead = numbered.filter(({ name }) => given.has(name))
  const drawn = numbered.filter(({ name }) => !given.has(name))
  if (ahead.length > 0)
    hazards.push({
      code: 'sequence-behind',
      message: `rows are inserted with values of their own for (${names(ahead)}), and the sequence does not learn of them: it may give one of these later`,
    })
  if (drawn.length > 0)
    hazards.push({
      code: 'sequence-advances',
      message: `inserted rows take numbers for (${names(drawn)}) from the sequence, which undo does not give back`,
    })
  return hazards
}

function isUnique(table: Table, columns: readonly Column[]): boolean {
  const wanted = new Set(columns.map((column) => column.name))
  return table.uniqueKeys.some((key) => key.every((name) => wanted.has(name)))
}

function names(columns: readonly Column[]): string {
  return columns.map((column) => column.name).join(', ')
}
