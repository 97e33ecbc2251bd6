/** What the undo of a sync of random histories has to leave. */
import { deepEqual, ok } from 'node:assert/strict'
import type { DoneSync } from './histories'
import { LINKS, type SheetName } from './historyBase'
import type { ModelRow } from './historyModel'
import type { Snapshot } from './historyRows'

/** Where nobody has changed a row since, it is what it was before the sync; elsewhere it loses nothing that others have written. */
export function checkUndone(sync: DoneSync, before: Snapshot, after: Snapshot): void {
  deepEqual(after.strangers, before.strangers)
  if (isUntouched(sync, before)) {
    deepEqual(wholeRows(after), wholeRows(sync.before))
    return
  }
  for (const name of ['Things', 'Parts'] as const) {
    for (const id of after[name].keys()) ok(before[name].has(id), `${id} is there again`)
    for (const row of before[name].values()) checkRow(sync, name, row, before, after)
  }
}

function checkRow(
  sync: DoneSync,
  name: SheetName,
  row: ModelRow,
  before: Snapshot,
  after: Snapshot,
): void {
  const [old, written] = [sync.before[name].get(row.id), sync.after[name].get(row.id)]
  const now = after[name].get(row.id)
  const about = `${row.whole} was ${old?.whole ?? 'not there'}, then ${written?.whole ?? 'gone'}, and is ${now?.whole ?? 'gone'}`
  const isEdited = written?.whole !== row.whole
  if (written === undefined || written.whole === old?.whole) return deepEqual(now, row, about)
  if (old === undefined) {
    const isLinked = linksTo(after, row.serial, row.id)
    if (now === undefined) return ok(!isEdited || isUnlinked(written, row), about)
    return ok(isEdited || isLinked, about)
  }
  ok(now !== undefined, about)
  for (const [column, value] of Object.entries(now.cells))
    ok(value === row.cells[column] || value === old.cells[column], about)
  const isPossible = Object.keys(LINKS).every((column) => {
    const link = old.cells[column] ?? null
    return link === null || before.Things.has(link) || link.startsWith('#')
  })
  if (!isEdited && isPossible) deepEqual(now.whole, old.whole, about)
}

/** Whoever only takes a link away has done the first part of the undo. */
function isUnlinked(written: ModelRow, row: ModelRow): boolean {
  return JSON.stringify({ ...written.cells, Parent: null }) === JSON.stringify(row.cells)
}

/** The database refuses to delete what others link to. */
function linksTo({ Things, Parts, strangers }: Snapshot, serial: string, id: string): boolean {
  const rows = [...Things.values(), ...Parts.values()]
  return (
    strangers.length > 0 ||
    rows.some(({ cells }) =>
      Object.keys(LINKS).some((column) => cells[column] === id || cells[column] === `#${serial}`),
    )
  )
}

function isUntouched(sync: DoneSync, before: Snapshot): boolean {
  return JSON.stringify(wholeRows(sync.after)) === JSON.stringify(wholeRows(before))
}

function wholeRows({ Things, Parts }: Snapshot): readonly string[] {
  return [...Things.values(), ...Parts.values()].map(({ whole }) => whole)
}
