/** What is planned of a table once all of it was compared: new rows, and rows that have no record any more. */
import type { PlanItem } from '../../plan/plan'
import type { TablePlanning } from './planTable'
import { finding, type ReadRows } from './readTable'
import { GoneRows } from './rename'
import { deactivationOf, insertOf } from './rowChanges'
import type { Added, Waiting } from './waiting'

/** Whoever was given another name is no new record: somebody says so first. Gives the rows that this is about. */
export async function* planAdded(
  planning: TablePlanning,
  waiting: Waiting,
): AsyncGenerator<PlanItem, ReadonlySet<string>> {
  const { table, links, counts } = planning
  const renamed = new Set<string>()
  const gone = new GoneRows(table, links, waiting.candidates)
  for await (const added of waiting.newRecords()) {
    const alike = table.identity === undefined ? undefined : gone.like(added.record)
    if (alike === undefined) {
      yield* planNew(planning, added)
      continue
    }
    counts.renamed++
    counts.failed++
    renamed.add(alike.row.rowId)
    // Links by the new name stay where they were.
    links.of(table.spec.name).names.replace(added.record.name, added.rowId, alike.row.rowId)
    const message = `it looks like ${JSON.stringify(alike.identity)}, which is gone: say with "renames" whether it was given another name`
    yield finding('renamed', added.record.locator, message)
  }
  return renamed
}

export async function* planNew(
  planning: TablePlanning,
  { rowId, record }: Added,
): AsyncGenerator<PlanItem> {
  planning.counts.created++
  const full = planning.deferred.addNew(planning, rowId, record)
  if (full !== undefined) await full
  yield { kind: 'change', change: insertOf(planning, rowId, record) }
}

/** Gives the reason for which they were left as they are; undefined where they were not. Rows that are `renamed` are not gone. */
export async function* planGone(
  planning: TablePlanning,
  waiting: Waiting,
  { active }: ReadRows,
  renamed: ReadonlySet<string>,
): AsyncGenerator<PlanItem, string | undefined> {
  const { table, sync, counts, doubtOfGone } = planning
  if (sync.mode !== 'full' || table.spec.vanished === 'keep') return undefined
  const gone = waiting.countGone(renamed)
  const doubt = gone === 0 ? undefined : await doubtOfGone(gone, active)
  if (doubt !== undefined) return doubt
  for await (const { identity, row } of waiting.goneRows(renamed)) {
    const change = deactivationOf(planning, row, identity)
    if (change === undefined) continue
    counts.deactivated++
    yield { kind: 'change', change }
  }
  return undefined
}
