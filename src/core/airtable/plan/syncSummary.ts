/** The numbers of a sync, all together and by table. */
import type { PlanSummary } from '../../plan/plan'
import type { TableCounts } from './tableCounts'

const ALL: readonly (keyof TableCounts)[] = [
  ...(['processed', 'created', 'updated', 'unchanged', 'failed', 'deactivated'] as const),
  ...(['vanished', 'kept', 'lost', 'renamed', 'formulaErrors'] as const),
]

/**
 * Sums by the names of `TableCounts`; the applier wants to know how many rows are inserted. Each of `created`, `updated`, `unchanged`,
 * `failed` and `deactivated` is there by table, too: `createdByTable`.
 */
export function summaryOf(tables: readonly (readonly [string, TableCounts])[]): PlanSummary {
  const sums = ALL.map((name): [string, number] => [
    name,
    tables.reduce((sum, [, counts]) => sum + counts[name], 0),
  ])
  const byTable = ALL.slice(0, 6).map((name): [string, Readonly<Record<string, number>>] => [
    `${name}ByTable`,
    Object.fromEntries(tables.map(([table, counts]) => [table, counts[name]])),
  ])
  const summary = Object.fromEntries(sums)
  return { ...summary, inserted: summary['created'] ?? 0, ...Object.fromEntries(byTable) }
}
