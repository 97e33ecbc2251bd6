/** What is planned of the records and rows of one identity. */
import type { PlanItem } from '../../plan/plan'
import type { SyncedRow } from '../store/syncedRows'
import { compareRow } from './compareRow'
import type { ExportRecord } from './exportRecord'
import { keptFinding } from './keptFinding'
import { planNew } from './planRest'
import type { Comparing, TablePlanning } from './planTable'
import { finding, identityColumns, isActive, rowFinding, type ReadRows } from './readTable'
import type { Alike } from './recordLines'
import { updateOf } from './rowChanges'
import { deriveRowId } from './rowId'
import { countDiffering } from './tableCounts'

export async function* planAlike(
  planning: TablePlanning,
  alike: Alike,
  comparing: Comparing,
): AsyncGenerator<PlanItem> {
  const [row, ...doubles] = alike.rows.filter(({ values }) => values !== undefined)
  for (const { rowId } of doubles) yield repeatedRow(planning, rowId)
  const read = { ...alike, records: alike.records.filter(({ isFailed }) => isFailed !== true) }
  const record = chooseRecord(planning, read, row)
  yield* repeatedRecords(planning, read, record)
  if (record === undefined) {
    const [failed] = alike.records
    if (row === undefined) return
    if (failed === undefined) await noteGone(planning, { identity: alike.identity, row }, comparing)
    else planning.links.of(planning.table.spec.name).names.add(failed.name, row.rowId)
    return
  }
  comparing.hash.add(alike.identity, record)
  const known = row ?? alike.rows[0]
  const rowId = known?.rowId ?? newRowId(planning, alike.identity, comparing.rows)
  planning.links.of(planning.table.spec.name).names.add(record.name, rowId)
  if (row !== undefined) yield* planKnown(planning, row, record)
  else if (known !== undefined && planning.sync.mode !== 'merge') yield deleted(planning, record)
  // Nothing is gone where there was nothing: then new records need not wait for it to be known.
  else if (comparing.rows.rows === 0) yield* planNew(planning, { rowId, record })
  else await comparing.waiting.addRecord({ rowId, record })
}

/** Of several with the same identity, the one that the row is most like; else the first. */
function chooseRecord(
  { table, links, present }: TablePlanning,
  { records }: Alike,
  row: SyncedRow | undefined,
): ExportRecord | undefined {
  const [first, ...others] = records
  if (first === undefined || others.length === 0 || row === undefined) return first
  const differing = (record: ExportRecord) => compareRow(table, row, record, present, links).length
  return others.reduce(
    (best, record) => (differing(record) < differing(best) ? record : best),
    first,
  )
}

function* repeatedRecords(
  { table, counts }: TablePlanning,
  { records }: Alike,
  chosen: ExportRecord | undefined,
): Generator<PlanItem> {
  for (const record of records) {
    if (record === chosen || chosen === undefined) continue
    counts.failed++
    const message = `it has the same ${identityColumns(table)} as the record at ${chosen.locator}`
    yield finding('invalid', record.locator, message)
  }
}

function repeatedRow({ table }: TablePlanning, rowId: string): PlanItem {
  const message = `another row has the same ${identityColumns(table)}: this one is left as it is`
  return rowFinding(table, rowId, message)
}

/** Its row was there and is not any more: somebody has deleted it. */
function deleted({ counts }: TablePlanning, { locator }: ExportRecord): PlanItem {
  counts.unchanged++
  counts.kept++
  const message = 'its row was deleted in the database: it is not added again'
  return finding('kept', locator, message)
}

function newRowId({ table }: TablePlanning, identity: string, { taken }: ReadRows): string {
  if (table.identity === undefined) return identity
  for (let again = 0; ; again++) {
    const rowId = deriveRowId(table.spec.name, identity, again)
    if (!taken.has(rowId)) return rowId
  }
}

async function noteGone(
  { table, counts }: TablePlanning,
  gone: { readonly identity: string; readonly row: SyncedRow },
  { waiting }: Comparing,
): Promise<void> {
  const active = isActive(table, gone.row)
  if (active) counts.vanished++
  const full = waiting.addGone(gone, {
    isActive: active,
    isRenamed: table.spec.renames[gone.identity] !== null,
  })
  if (full !== undefined) await full
}

async function* planKnown(
  planning: TablePlanning,
  row: SyncedRow,
  record: ExportRecord,
): AsyncGenerator<PlanItem> {
  const { table, links, counts, present, sync, deferred } = planning
  const fields = compareRow(table, row, record, present, links)
  countDiffering(
    counts,
    fields.map(({ column }) => column.column.name),
  )
  for (const field of fields)
    for (const item of keptFinding(planning, record, field)) {
      counts.kept++
      yield item
    }
  const change = updateOf(planning, row, fields, sync.conflict, { label: record.name })
  const full = deferred.addKnown(planning, row, record, change !== undefined)
  if (full !== undefined) await full
  counts[change === undefined ? 'unchanged' : 'updated']++
  if (change !== undefined) yield { kind: 'change', change }
}
