/** What "About this plan" tells: what becomes of values, how both sides were compared, and what is pinned. */
import type { Plan, PlanEnd } from '../../core/index'
import type { MatcherView, PinView, StrategyView, TypeView } from './protocol'

export function typeViews({ types = [] }: Plan): readonly TypeView[] {
  return types.map(({ field, source, target, kind, note = '' }) => ({
    field,
    source,
    target,
    kind,
    note,
  }))
}

export function strategyView({ strategy }: Plan): StrategyView | null {
  if (strategy === undefined) return null
  const { name, why, costs } = strategy
  return {
    name,
    why,
    costs: costs.map((cost) =>
      'notEligible' in cost
        ? { name: cost.name, bytes: null, seconds: null, notEligible: cost.notEligible }
        : { ...cost, notEligible: '' },
    ),
  }
}

/** The matchers in their order, and how many rows each has matched. */
export function matcherViews({ summary }: Plan): readonly MatcherView[] {
  const matchedBy = summary['matchedBy']
  if (typeof matchedBy !== 'object') return []
  return Object.entries(matchedBy).map(([name, rows]) => ({ name, rows }))
}

/** Both ends with their tables, the definition's version and the plan's own id. */
export function pinViews(plan: Plan): readonly PinView[] {
  const { id, source, target, definition, decides, undoes } = plan
  return [
    ...(source === undefined ? [] : [{ label: 'Source', text: endText(source) }]),
    plan.steps === true
      ? { label: 'Registry', text: databaseText(target) }
      : { label: 'Target', text: endText(target) },
    ...(definition === undefined
      ? []
      : [
          {
            label: 'Definition',
            text: `${definition.path}, version ${definition.hash.slice(0, 12)}`,
          },
        ]),
    ...(undoes === undefined ? [] : [{ label: 'Takes back', text: `run ${undoes}` }]),
    ...(decides === undefined ? [] : [{ label: 'Decided from', text: `plan ${decides}` }]),
    { label: 'Plan', text: id },
  ]
}

/** `public.jobs in postgres database "jobs", key (job, release)`. */
function endText(end: PlanEnd): string {
  const { tables } = end
  const names = tables.map(({ schema, name, columns }) => {
    const count = `${columns.length} column${columns.length === 1 ? '' : 's'}`
    return `${schema}.${name} (${count})`
  })
  return `${names.join(', ')} in ${databaseText(end)}`
}

function databaseText({ identity }: PlanEnd): string {
  return `${identity.engine} database “${identity.database}”`
}
