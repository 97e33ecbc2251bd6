/** The numbers of a sync, all together and by table. */
import type { PlanSummary } from '../../plan/plan'
import type { TableCounts } from './tableCounts'

const ALL = [
  ...(['processed', 'created', 'updated', 'unchanged', 'failed', 'deactivated'] as const),
  ...(['vanished', 'kept', 'lost', 'renamed', 'formulaErrors'] as const),
] as const satisfies readonly (keyof TableCounts)[]

/**
 * Sums by the names of `TableCounts`; the applier wants to know how many rows are inserted. Each is there by table, too:
 * `createdByTable`.
 */
export function summaryOf(tables: readonly (readonly [string, TableCounts])[]): PlanSummary {
  const sums = ALL.map((name): [string, number] => [
    name,
    tables.reduce((sum, [, counts]) => sum + counts[name], 0),
  ])
  const byTable = ALL.map((name): [string, Readonly<Record<string, number>>] => [
    `${name}ByTable`,
    Object.fromEntries(tables.map(([table, counts]) => [table, counts[name]])),
  ])
  const summary = Object.fromEntries(sums)
  return { ...summary, inserted: summary['created'] ?? 0, ...Object.fromEntries(byTable) }
}
