/** Which row of which table: what was clicked, in whatever view. */
import type { ClickedRow, PanelRow, RowReference, TableRow } from '../../contributions'
import { CoreError } from '../../coreHost/coreError'
import type { Plan, Row } from '../../core/index'
import { findingKinds } from '../../views/plan/planRequests'
import type { CommandContext } from '../context'
import { folderOfPlan } from '../plan/folderOfPlan'

/** The row in the target of its plan, or where it was found. */
export async function tableRowOf(context: CommandContext, clicked: ClickedRow): Promise<TableRow> {
  if ('key' in clicked) return clicked
  if ('change' in clicked) return ofChange(context, clicked)
  return ofPanel(context, clicked)
}

function ofChange(context: CommandContext, { plan, path, change, field }: RowReference): TableRow {
  return inTarget(context, plan, { path, table: change.table, key: change.key, field })
}

async function ofPanel(context: CommandContext, row: PanelRow): Promise<TableRow> {
  const { plan: path, field } = row
  const plan = await context.core.request('openPlan', { path })
  const found = await readPlace(context, row)
  if (found === undefined) throw noRow()
  return inTarget(context, plan, { path, field, ...found })
}

interface Found {
  /** `schema.name`; absent where the plan has one table. */
  readonly table?: string
  readonly key: Row
}

async function readPlace(
  { core }: CommandContext,
  { plan: path, ordinal, finding }: PanelRow,
): Promise<Found | undefined> {
  if (ordinal !== undefined) {
    const { items } = await core.request('readChanges', { path, offset: ordinal, limit: 1 })
    return items[0]?.change
  }
  if (finding === undefined) return undefined
  const { kind, offset } = finding
  const window = { path, offset, limit: 1, kinds: findingKinds[kind] }
  const { items } = await core.request('readFindings', window)
  return items[0]
}

function inTarget(
  context: CommandContext,
  { target }: Plan,
  {
    path,
    table: name,
    key,
    field,
  }: Found & { readonly path: string; readonly field?: string | undefined },
): TableRow {
  const known = target.tables.find((one) => `${one.schema}.${one.name}` === name)
  const table = known ?? target.tables[0]
  if (table === undefined) throw noRow()
  return {
    folder: folderOfPlan(context, { path }),
    environment: target.environment,
    database: target.database,
    table: { schema: table.schema, name: table.name },
    key,
    field,
  }
}

function noRow(): CoreError {
  return new CoreError('the plan does not have this row any more', {
    kind: 'UsageError',
    code: 'usage',
    mend: 'open the plan again',
  })
}
