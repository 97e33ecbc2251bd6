import type { RowChange } from '../plan/plan'
import { pick, type Batch } from './batch'
import type { Refusals } from './refusals'

/**
 * The batch with the rules that its changes are held against, and the ordinals of those that are left out right away:
 * they want a value under a unique key that another change of the batch wants, too.
 */
export function withRules(
  batch: Batch,
  refusals: Refusals,
): { readonly kept: Batch; readonly apart: readonly number[] } {
  const rules = refusals.rulesFor(batch)
  if (rules.length === 0) return { kept: batch, apart: [] }
  const repeated = new Set(
    rules.flatMap((rule) => (rule.kind === 'unique' ? repetitions(batch, rule.columns) : [])),
  )
  // What was prepared of these very changes can then be used.
  if (repeated.size === 0) return { kept: { ...batch, rules }, apart: [] }
  const isKept = (index: number) => !repeated.has(index)
  const indexes = batch.changes.map((_, index) => index)
  const kept = { ...pick(batch, indexes.filter(isKept)), rules }
  return { kept, apart: batch.ordinals.filter((_, index) => !isKept(index)) }
}

/** Indexes of changes that give a row the same values in these columns as an earlier one. */
function repetitions({ changes }: Batch, columns: readonly string[]): readonly number[] {
  const seen = new Set<string>()
  return changes.flatMap(({ after }, index) => {
    const wanted = valuesIn(after, columns)
    if (wanted === undefined) return []
    if (seen.has(wanted)) return [index]
    seen.add(wanted)
    return []
  })
}

/** Undefined where a value is null, which is never the same as another, or not there. */
export function valuesIn(row: RowChange['after'], columns: readonly string[]): string | undefined {
  const values = columns.map((name) => row[name] ?? null)
  return values.includes(null) ? undefined : JSON.stringify(values)
}
