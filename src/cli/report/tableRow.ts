/** One row of a table, and what is going to be changed in it. */
import type { FoundRow, PlanFile } from '../../core/index'
import { heading, rule, type Lines } from './layout'
import { environmentTitle, nounOf } from './nouns'
import { visible, visibleKey, visibleValue } from './visible'

/** The columns of a row below each other, with their values. */
export function rowLines({ table, key, row }: FoundRow, environment: string): readonly string[] {
  const width = Math.max(0, ...Object.keys(row).map((name) => visible(name).length))
  const title = `${nounOf(table.name).One} ${visibleKey(key)} in ${environmentTitle(environment)}`
  const lines = Object.entries(row).map(
    ([name, value]) => `  ${visible(name).padEnd(width)}  ${visibleValue(value)}`,
  )
  return [`${title}:`, ...lines]
}

/** A row as one object: values are strings with the exact text, or null. */
export function rowJson(
  { table, key, row }: FoundRow,
  environment: string,
): Readonly<Record<string, unknown>> {
  return { environment, table: `${table.schema}.${table.name}`, key, row }
}

/** What an edit is going to do, as the first part of an apply's report. */
export async function* editIntent(file: PlanFile): Lines {
  yield* await editLines(file)
  yield ''
}

/** The whole report of an edit that is only looked at. */
export async function* editDryRun(file: PlanFile): Lines {
  const [first = rule, title = '', second = rule, ...rest] = await editLines(file)
  yield* [first, title, second]
  yield* ['', '⚠ DRY RUN MODE - No changes will be made', ...rest]
  yield* ['', rule, '✓ Dry run completed successfully', rule]
}

async function editLines(file: PlanFile): Promise<readonly string[]> {
  const { target, hazards } = file.plan
  const [table] = target.tables
  const [numbered] = (await file.readChanges(0, 1)).items
  const { One } = nounOf(table?.name ?? 'rows')
  const environment = environmentTitle(target.environment)
  const row = numbered === undefined ? One : `${One} ${visibleKey(numbered.change.key)}`
  return [
    ...heading(`EDIT ${row} IN ${environment}`.toUpperCase()),
    '',
    `Target (${environment}): ${visible(target.address)}`,
    '',
    ...(numbered === undefined ? ['Nothing to change: the row has these values already'] : []),
    ...fieldLines(numbered?.change.before ?? {}, numbered?.change.after ?? {}),
    ...(hazards.length === 0 ? [] : ['', `Hazards (${hazards.length}):`]),
    ...hazards.map(({ code, message }) => `  ⚠ ${visible(code)}: ${visible(message)}`),
  ]
}

function fieldLines(before: FoundRow['row'], after: FoundRow['row']): readonly string[] {
  return Object.entries(after).map(
    ([field, value]) =>
      `  ${visible(field)}: ${visibleValue(before[field])} → ${visibleValue(value)}`,
  )
}
