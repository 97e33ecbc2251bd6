/** The fields of a mapping one by one: `"*"` becomes the columns that it stands for. */
import { displayTable, findColumn } from '../database/table'
import { suggest } from '../util/nearMiss'
import type { EveryField, FieldMapping } from './mapping'
import type { ResolvedMatching } from './matching/resolveMatching'
import { report, type Resolution } from './resolution'

export interface FieldEntry {
  readonly field: FieldMapping
  /** Its place in the definition. */
  readonly index: number
}

export function expandFields(
  resolution: Resolution,
  matching?: ResolvedMatching,
): readonly FieldEntry[] {
  return resolution.mapping.fields.flatMap((field, index): readonly FieldEntry[] => {
    if (!('every' in field)) return [{ field, index }]
    return everyColumn(resolution, field, index, matching).map((name) => ({
      field: { source: name, target: name, transform: [] },
      index,
    }))
  })
}

function everyColumn(
  resolution: Resolution,
  { except }: EveryField,
  index: number,
  matching: ResolvedMatching | undefined,
): readonly string[] {
  const { mapping, sourceTable, targetTable } = resolution
  requireColumns(resolution, except)
  const taken = new Set([
    ...except,
    ...mapping.key.map((key) => key.target),
    ...(matching?.own.target ?? []).map(({ name }) => name),
    ...mapping.fields.flatMap((field) => ('every' in field ? [] : [field.target])),
  ])
  const names = targetTable.columns
    .filter(({ name, generated }) => !generated && !taken.has(name))
    .filter(({ name }) => findColumn(sourceTable, name) !== undefined)
    .map(({ name }) => name)
  if (names.length === 0 && mapping.fields.length === 1)
    report(
      resolution,
      ['fields', index],
      `"${displayTable(sourceTable)}" and "${displayTable(targetTable)}" have no columns of one name besides the key`,
      'name the columns of both sides: { "source": "…", "target": "…" }',
    )
  return names
}

/** A name that is nowhere is a slip, and what it was meant to leave out would be written. */
function requireColumns(resolution: Resolution, except: readonly string[]): void {
  const { targetTable, mapping } = resolution
  const names = targetTable.columns.map((column) => column.name)
  for (const [index, name] of except.entries())
    if (!names.includes(name))
      report(
        resolution,
        ['except', index],
        `there is no column "${name}" in "${displayTable(targetTable)}" of "${mapping.target.environment}"`,
        suggest(name, names),
      )
}
