/** What is planned of a table once all of it was compared: new rows, and rows that have no record any more. */
import type { PlanItem } from '../../plan/plan'
import type { TablePlanning } from './planTable'
import { finding, type ReadRows } from './readTable'
import { GoneRows } from './rename'
import { deactivationOf, insertOf } from './rowChanges'
import type { Added, Waiting } from './waiting'

/** Whoever was given another name is no new record: somebody says so first. */
export async function* planAdded(
  planning: TablePlanning,
  waiting: Waiting,
): AsyncGenerator<PlanItem> {
  const { table, links, counts } = planning
  const gone = new GoneRows(table, links, waiting.candidates)
  for await (const added of waiting.newRecords()) {
    const alike = table.identity === undefined ? undefined : gone.like(added.record)
    if (alike === undefined) {
      yield* planNew(planning, added)
      continue
    }
    counts.renamed++
    counts.failed++
    const message = `it looks like ${JSON.stringify(alike.identity)}, which is gone: say with "renames" whether it was given another name`
    yield finding('renamed', added.record.locator, message)
  }
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

/** Gives the reason for which they were left as they are; undefined where they were not. */
export async function* planGone(
  planning: TablePlanning,
  waiting: Waiting,
  { active }: ReadRows,
): AsyncGenerator<PlanItem, string | undefined> {
  const { table, sync, counts, doubtOfGone } = planning
  const { goneActive } = waiting
  if (sync.mode !== 'full' || table.spec.vanished === 'keep' || goneActive === 0) return undefined
  const doubt = await doubtOfGone(goneActive, active)
  if (doubt !== undefined) return doubt
  for await (const { identity, row } of waiting.goneRows()) {
    const change = deactivationOf(planning, row, identity)
    if (change === undefined) continue
    counts.deactivated++
    yield { kind: 'change', change }
  }
  return undefined
}
