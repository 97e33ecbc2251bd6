/** The planner of Airtable syncs: what exports would change in the tables of a database. */
import { randomUUID } from 'node:crypto'
import type { Database } from '../../database/database'
import type { DatabaseIdentity } from '../../database/identity'
import type { Session } from '../../database/session'
import type {
  Hazard,
  PlanConclusion,
  PlanHeader,
  PlanItem,
  SyncedTableFacts,
  SyncFacts,
} from '../../plan/plan'
import { sideEffects } from '../../plan/sideEffects'
import { withTemporaryFolder } from '../../source/temporaryFolder'
import { throttleProgress, type WorkOptions } from '../../util/progress'
import type { AirtableSync, SyncMode } from '../definition/airtableSync'
import { SYNC_COLUMNS } from '../definition/ownColumns'
import { readKnownState, stateOf } from '../store/base'
import { DeferredLinks } from './deferredLinks'
import { LinkIndex } from './linkIndex'
import type { OpenedExport } from './openExport'
import { planTable, type PlannedTable, type TablePlanning } from './planTable'
import type { ResolvedSync, ResolvedTable } from './resolvedSync'
import { ReverseLinks } from './reverseLinks'
import { momentOf } from './rowChanges'
import { summaryOf } from './syncSummary'
import { noCounts, type TableCounts } from './tableCounts'
import { doubtAboutGone } from './vanished'

export interface SyncEnd {
  readonly database: Database<'read'>
  readonly session: Session
  readonly identity: DatabaseIdentity
}

export interface PlanSyncOptions extends WorkOptions {
  /** Instead of the definition's. */
  readonly mode?: SyncMode | undefined
  /** Marks rows as inactive however many of them have no record. */
  readonly acceptVanished?: boolean | undefined
}

export interface PlannedSync {
  readonly header: PlanHeader
  readonly stream: AsyncGenerator<PlanItem, PlanConclusion>
}

/** Never writes. The session must stay in its transaction until the stream has ended. `exports` are by Airtable's names. */
export function planSync(
  resolved: ResolvedSync,
  end: SyncEnd,
  exports: ReadonlyMap<string, OpenedExport>,
  options: PlanSyncOptions,
): PlannedSync {
  const sync = { ...resolved.sync, mode: options.mode ?? resolved.sync.mode }
  const planning = { resolved: { ...resolved, sync }, end, exports, options }
  return {
    header: headerOf(sync, resolved.tables, end),
    stream: withTemporaryFolder((folder) => changes({ ...planning, folder })),
  }
}

export function headerOf(
  { target, definition, mode }: AirtableSync,
  tables: readonly ResolvedTable[],
  { database, identity }: SyncEnd,
): PlanHeader {
  const { path, hash } = definition
  const name =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.airtable\.jsonc$/, '') ?? path
  const fields = [
    ...tables.flatMap(({ columns }) => columns.map(({ column }) => column.name)),
    ...tables.flatMap(({ own }) => Object.values(own).map(({ name }) => name)),
  ]
  return {
    kind: 'airtable',
    title: `${name}: Airtable → ${target.environment}${mode === 'incremental' ? '' : `, ${mode}`}`,
    definition: { path, hash },
    target: {
      environment: target.environment,
      ...(target.database !== undefined && { database: target.database }),
      address: database.address,
      identity,
      tables: tables.map(({ table }) => table),
    },
    key: [...new Set(tables.map(({ rowId }) => rowId.name))],
    fields: [...new Set(fields)],
  }
}

interface Planning {
  readonly resolved: ResolvedSync
  readonly end: SyncEnd
  readonly exports: ReadonlyMap<string, OpenedExport>
  readonly options: PlanSyncOptions
  readonly folder: string
}

interface DoneTable {
  readonly planning: TablePlanning
  readonly opened: OpenedExport
  readonly planned: PlannedTable
}

async function* changes(all: Planning): AsyncGenerator<PlanItem, PlanConclusion> {
  const { resolved, options } = all
  const shared = {
    links: new LinkIndex(resolved.tables),
    deferred: new DeferredLinks(all.folder),
    reverse: new ReverseLinks(resolved.tables, all.folder),
    moment: momentOf(new Date()),
  }
  const report = throttleProgress(options.onProgress)
  const done: DoneTable[] = []
  const updates: Record<string, number> = {}
  for (const table of resolved.tables) {
    const opened = all.exports.get(table.spec.name)
    if (opened === undefined) continue
    const planning = await tablePlanning(all, table, opened, shared)
    const stream = planTable(planning)
    let next = await stream.next()
    for (; next.done !== true; next = await stream.next()) {
      countFields(next.value, updates)
      yield next.value
      report(() => ({
        message: `comparing ${table.spec.name}: ${planning.counts.processed} records`,
      }))
    }
    done.push({ planning, opened, planned: next.value })
  }
  for await (const item of shared.deferred.plan()) {
    countFields(item, updates)
    yield item
  }
  return conclude(all, done, updates)
}

interface Shared {
  readonly links: LinkIndex
  readonly deferred: DeferredLinks
  readonly reverse: ReverseLinks
  readonly moment: TablePlanning['moment']
}

async function tablePlanning(
  { resolved: { sync }, end: { session }, options, folder }: Planning,
  table: ResolvedTable,
  opened: OpenedExport,
  { links, deferred, reverse, moment }: Shared,
): Promise<TablePlanning> {
  const { names } = opened
  const counts = noCounts()
  return {
    ...{ session, table, links, sync, moment, deferred, folder, counts },
    state: await readKnownState(session, table.table),
    source: reverse.watching(table, opened),
    first: names[0] ?? '',
    present: table.columns.map(({ spec }) => names.includes(spec.name)),
    doubtOfGone: async (gone, active) =>
      options.acceptVanished === true
        ? undefined
        : doubtAboutGone(
            table,
            { gone, active, unplaced: counts.unplaced },
            await reverse.missing(table, links),
          ),
  }
}

/** What changes with every update is not worth a count. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  SYNC_COLUMNS.lastSyncedAt,
  SYNC_COLUMNS.syncVersion,
  SYNC_COLUMNS.updatedAt,
])

function countFields(item: PlanItem, updates: Record<string, number>): void {
  if (item.kind !== 'change' || item.change.op !== 'update') return
  for (const name of Object.keys(item.change.after))
    if (!BOOKKEEPING.has(name)) updates[name] = (updates[name] ?? 0) + 1
}

function conclude(
  { resolved: { sync } }: Planning,
  done: readonly DoneTable[],
  updates: Readonly<Record<string, number>>,
): PlanConclusion {
  const counts = done.map(({ planning: { table, counts: of } }): [string, TableCounts] => [
    table.spec.name,
    of,
  ])
  const facts: SyncFacts = {
    syncId: randomUUID(),
    mode: sync.mode,
    fingerprint: sync.definition.hash,
    schema: sync.target.schema,
    tables: done.map(factsOf),
  }
  return {
    summary: { ...summaryOf(counts), fieldUpdates: updates },
    hazards: done.flatMap((one) => hazardsOf(one)),
    sync: facts,
  }
}

function factsOf({ planning: { table, counts }, opened, planned }: DoneTable): SyncedTableFacts {
  const { processed, failed } = counts
  return {
    ...{ name: table.spec.name, table: table.name, state: stateOf(table.table) },
    ...{ processed, failed, file: opened.fileName, fileHash: opened.hash },
    canonicalHash: planned.canonicalHash,
    differing: counts.differing,
    adopts: planned.rows.unknown > 0,
  }
}

function hazardsOf({ planning, opened, planned }: DoneTable): readonly Hazard[] {
  const { table, counts, present } = planning
  const { name, ignore, columns, reverse, identity } = table.spec
  const hidden = columns.filter((_, place) => present[place] !== true).map((one) => one.name)
  const own = [...columns, ...reverse].map((one) => one.name)
  if (identity.kind === 'recordId') own.push(identity.column)
  const others = opened.names.filter((one) => !own.includes(one) && !ignore.includes(one))
  const { unknown } = planned.rows
  const quoted = (names: readonly string[]) => names.map((one) => JSON.stringify(one)).join(', ')
  const found: readonly (readonly [string, boolean, () => string])[] = [
    [
      'hidden-columns',
      hidden.length > 0,
      () => `the export of "${name}" does not have ${quoted(hidden)}: what rows have there stays`,
    ],
    [
      'unknown-columns',
      others.length > 0,
      () =>
        `the export of "${name}" has ${quoted(others)}, which the definition neither imports nor ignores`,
    ],
    [
      'first-sync',
      unknown > 0 && counts.updated > 0,
      () =>
        `${unknown} rows of "${table.name}" were there before the first sync: what differs in them gets Airtable’s values`,
    ],
    ['vanished-left', planned.doubt !== undefined, () => planned.doubt ?? ''],
    [
      'renames',
      counts.renamed > 0,
      () =>
        `${counts.renamed} records of "${name}" look like rows that are gone and are not imported before "renames" says what they are`,
    ],
  ]
  return [
    ...found.flatMap(([code, is, message]) => (is ? [{ code, message: message() }] : [])),
    ...sideEffects(
      table.table,
      columns.map(({ column }) => column),
    ),
  ]
}
