/** The library of calls: mappings from scripts. See `docs/library.md`. */
import type { Mapping } from '../mapping/mapping'
import type { Change, Finding, Hazard, Op, Plan, Row } from '../plan/plan'
import { openPlanFile } from '../plan/planFile'
import { UsageError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import { readMapping, readMappingText } from './definitions'
import { fieldsUpdatedOf, type FieldsUpdated } from './library'
import { applyLogged, WRITE_OPTIONS, type AppliedChanges, type WriteOptions } from './libraryApply'
import { requireOptions } from './libraryArguments'
import { keyText, workOptions, type LogOptions } from './libraryLog'
import { planMappingFile } from './planDefinition'
import type { SavedPlan } from './results'

/** One row that differs or that could not be compared. */
export interface MappingResult {
  readonly key: Row
  /** The row was found on both sides. */
  readonly matched: boolean
  /** What becomes of it in the target; null where nothing does. */
  readonly op: Op | null
  /** By field: what the target has, and what it gets. */
  readonly fieldsUpdated: FieldsUpdated
  /** Why nothing becomes of it; null where something does. */
  readonly error: string | null
}

/** How many rows there are of each sort. `errors` are rows of the source that could not be carried. */
export interface MappingStatistics {
  readonly totalSource: number
  readonly totalTarget: number
  readonly matched: number
  readonly notFound: number
  readonly updated: number
  readonly errors: number
  readonly fieldUpdates: Readonly<Record<string, number>>
}

/**
 * A comparison of two tables. Iterating gives the rows that differ and those that could not be compared, one by one
 * from a file: equal rows are only counted. It can be iterated more than once.
 */
export interface MappedRows extends AsyncIterable<MappingResult> {
  readonly statistics: MappingStatistics
  /** Reasons to think twice. */
  readonly hazards: readonly Hazard[]
  /** The plan, and the absolute path of its file, which `drydock apply` takes too. */
  readonly saved: SavedPlan
}

/**
 * Compares the two tables of a mapping: of its file, by a path relative to the workspace folder or the current one, or
 * of an object with the same content. Writes to neither table. Throws `DefinitionError` with everything that is wrong
 * in the mapping, and `DatabaseError`.
 */
export async function mapByKey(
  workspace: Workspace,
  definition: string | Readonly<Record<string, unknown>>,
  options: LogOptions = {},
): Promise<MappedRows> {
  requireOptions(options)
  const mapping = await mappingOf(workspace, definition)
  const { log } = options
  log?.('info', `comparing "${mapping.source.environment}" and "${mapping.target.environment}"`)
  const saved = await planMappingFile(workspace, mapping, workOptions(options))
  const { plan, path } = saved
  const statistics = statisticsOf(plan)
  const { matched, notFound, updated, errors } = statistics
  log?.('info', `${matched} matched, ${notFound} not found, ${updated} to update, ${errors} errors`)
  for (const { code, message } of plan.hazards) log?.('warning', `${code}: ${message}`)
  return {
    statistics,
    hazards: plan.hazards,
    saved,
    [Symbol.asyncIterator]: () => readResults(path),
  }
}

/**
 * Makes the changes that `mapByKey` found. Rows that have changed since are left alone, and one that the database
 * refuses stops no other. The same changes are never made twice. Throws `RefusedError` with nothing written where the
 * target is locked, or guarded and not confirmed, or is no longer the database that was compared.
 */
export async function applyUpdates(
  workspace: Workspace,
  mapped: Pick<MappedRows, 'saved'>,
  options: WriteOptions = {},
): Promise<AppliedChanges> {
  requireOptions(options, WRITE_OPTIONS)
  const { saved } = mapped as Partial<typeof mapped>
  if (saved === undefined)
    throw new UsageError('there is nothing to apply', { mend: 'give what mapByKey gave' })
  return applyLogged(workspace, saved, options)
}

async function mappingOf(
  workspace: Workspace,
  definition: string | Readonly<Record<string, unknown>>,
): Promise<Mapping> {
  if (typeof definition === 'string') return readMapping(workspace, definition)
  const mapping = readMappingText(workspace, JSON.stringify(definition, null, 2), 'mapping')
  const { direction, fields } = mapping
  if (![mapping, ...fields].some((part) => 'direction' in part && part.direction === 'both'))
    return mapping
  throw new UsageError(
    `a mapping whose direction is "${direction}" in part or whole needs a file`,
    {
      mend: 'write it into a file that ends with .mapping.jsonc and give its path',
    },
  )
}

function statisticsOf({ summary }: Plan): MappingStatistics {
  const number = (name: string) => (typeof summary[name] === 'number' ? summary[name] : 0)
  const updates = summary['fieldUpdates']
  return {
    totalSource: number('totalSource'),
    totalTarget: number('totalTarget'),
    matched: number('matched'),
    notFound: number('notFound'),
    updated: number('updated'),
    errors: number('errors'),
    fieldUpdates: typeof updates === 'object' ? updates : {},
  }
}

async function* readResults(path: string): AsyncGenerator<MappingResult, void, undefined> {
  const file = await openPlanFile(path)
  try {
    for await (const change of file.changes()) yield resultOfChange(change)
    for await (const finding of file.findings()) yield resultOfFinding(finding)
  } finally {
    await file.close()
  }
}

function resultOfChange(change: Change): MappingResult {
  const { key, op, conflict } = change
  const fieldsUpdated = op === 'delete' ? {} : fieldsUpdatedOf(change)
  const matched = op === 'update'
  if (conflict === undefined) return { key, matched, op, fieldsUpdated, error: null }
  return {
    key,
    matched,
    op: null,
    fieldsUpdated,
    error: 'both sides differ, and nobody has decided',
  }
}

function resultOfFinding({ kind, side, key, rows, field, message }: Finding): MappingResult {
  const found = { key, op: null, fieldsUpdated: {} }
  switch (kind) {
    case 'notFound':
      return { ...found, matched: false, error: message ?? `${keyText(key)} is not in the target` }
    case 'notInSource':
      return { ...found, matched: false, error: message ?? `${keyText(key)} is not in the source` }
    case 'duplicateKey':
      return { ...found, matched: false, error: `${rows} rows of the ${side} have this key` }
    case 'ambiguous':
      return { ...found, matched: false, error: message ?? 'several rows come into question' }
    case 'edited':
      return { ...found, matched: true, error: message ?? 'it was edited since the run' }
    case 'nullKey':
      return { ...found, matched: false, error: 'a part of the key is null' }
    case 'renamed':
      return { ...found, matched: false, error: message ?? 'it may have been given another name' }
    case 'invalid':
    case 'undecided':
    case 'lostLink':
    case 'kept':
      return {
        ...found,
        matched: true,
        error: [field, message].filter((part) => part !== undefined).join(': '),
      }
  }
}
