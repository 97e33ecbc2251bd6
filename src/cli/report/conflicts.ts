/** The rows of a plan in which somebody has to decide. */
import type { Change, FieldConflict, Plan, PlanFile } from '../../core/index'
import { exampleSection, type Lines } from './layout'
import { environmentTitle } from './nouns'
import { visible, visibleKey, visibleValue } from './visible'

/** The first conflicts with the numbers by which decisions name them. */
export async function* conflictSection(file: PlanFile, examples: number): Lines {
  const { plan } = file
  if (plan.undecided === 0) return
  const { total, items } = await file.readChanges(0, examples, { undecided: true })
  const lines = items.map(
    ({ ordinal, change }) =>
      `${visibleKey(change.key)} (change ${ordinal}): ${conflictText(change, plan)}`,
  )
  yield* exampleSection('Conflicts to Decide', total, lines)
}

/** `name Renamed (Sandbox) or Product 7 (Production)`; with `, both had X` where that is known. */
export function conflictText({ conflict }: Change, plan: Plan): string {
  const [source, target] = [plan.source, plan.target].map((end) =>
    environmentTitle(end?.environment ?? 'source'),
  )
  return Object.entries(conflict?.fields ?? {})
    .map(([field, values]) => `${visible(field)} ${sides(values, { source, target })}`)
    .join('; ')
}

function sides(
  { source, target, base }: FieldConflict,
  titles: { readonly source: string | undefined; readonly target: string | undefined },
): string {
  const either = `${visibleValue(target)} (${titles.target}) or ${visibleValue(source)} (${titles.source})`
  return base === undefined ? either : `${either}, both had ${visibleValue(base)}`
}
