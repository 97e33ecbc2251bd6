/** Values that the database keeps although Airtable has other ones. */
import type { PlanItem } from '../../plan/plan'
import type { Value } from '../../util/value'
import type { ComparedField } from './compareRow'
import type { TablePlanning } from './planTable'
import { finding } from './readTable'

/** A value that the database keeps although Airtable has another one. */
export function keptFinding(
  { sync }: Pick<TablePlanning, 'sync'>,
  record: { readonly locator: string },
  { column, verdict, incoming, present }: ComparedField,
): readonly PlanItem[] {
  const keeps = verdict === 'kept' || (verdict === 'both' && sync.conflict === 'keep')
  if (!keeps) return []
  const who = verdict === 'both' ? 'changed in both' : 'changed in the database'
  const message = `"${column.column.name}" was ${who}: it keeps ${shown(present)}, Airtable has ${shown(incoming)}`
  return [finding('kept', record.locator, message)]
}

function shown(value: Value): string {
  if (value === null) return 'nothing'
  return value.length <= 60 ? `"${value}"` : `"${value.slice(0, 57)}…"`
}
