/** Plans a definition file. */
import { isAbsolute, join, resolve } from 'node:path'
import type { Database } from '../database/database'
import type { Mapping } from '../mapping/mapping'
import { planMapping, type PlanMappingOptions } from '../mapping/planMapping'
import { OtherStrategyNeeded } from '../mapping/strategies/strategy'
import type { PlanLocation } from '../plan/planWriter'
import { writePlan } from '../plan/writePlanFile'
import { requireVariables } from '../workspace/variables'
import type { Workspace } from '../workspace/workspace'
import { withNamedEnds } from './current'
import { readMapping } from './definitions'
import { openEnvironment, withReadEnds } from './openEnd'
import type { PlanOptions, SavedPlan } from './results'

/**
 * Compares the two ends of a mapping and writes the plan file. Writes to neither end. Throws `DefinitionError`,
 * `UsageError`, `DatabaseError` and, when cancelled, `AbortedError`; then no plan file is left behind.
 */
export async function planDefinition(
  workspace: Workspace,
  path: string,
  options: PlanOptions,
): Promise<SavedPlan> {
  return planMappingFile(workspace, await readMapping(workspace, path), options)
}

/** As `planDefinition`, of a mapping that was read already. */
export async function planMappingFile(
  workspace: Workspace,
  written: Mapping,
  options: PlanOptions,
): Promise<SavedPlan> {
  const mapping = await withNamedEnds(workspace, written, options)
  requireVariables(workspace, [mapping.source.environment, mapping.target.environment])
  const [source, target] = await Promise.all(
    [mapping.source, mapping.target].map(({ environment, database }) =>
      openEnvironment(workspace, environment, 'read', { ...options, database }),
    ),
  )
  if (source === undefined || target === undefined) throw new Error('a mapping has two ends')
  options.onProgress?.({ message: `connecting to ${source.environment} and ${target.environment}` })
  const { strategy } = options
  let wish = strategy && { name: strategy, why: 'it was asked for' }
  for (;;) {
    try {
      return await planOnce(workspace, mapping, { source, target }, { ...options, strategy: wish })
    } catch (error) {
      if (!(error instanceof OtherStrategyNeeded) || error.strategy === wish?.name) throw error
      wish = { name: error.strategy, why: error.why }
      options.onProgress?.({ message: error.message })
    }
  }
}

type Ends = Readonly<Record<'source' | 'target', Database<'read'>>>

/** Each attempt has sessions of its own: a strategy that is left early leaves its own amid their rows. */
function planOnce(
  workspace: Workspace,
  mapping: Mapping,
  { source, target }: Ends,
  options: PlanMappingOptions & Pick<PlanOptions, 'out'>,
): Promise<SavedPlan> {
  return withReadEnds(source, target, async (sourceEnd, targetEnd) => {
    const planned = await planMapping(mapping, sourceEnd, targetEnd, options)
    return writePlan(planLocation(workspace, options.out), planned, options.signal)
  })
}

/** Plans go where their user says, else into a folder of the workspace that git ignores. */
export function planLocation(workspace: Workspace, out: string | undefined): PlanLocation {
  const folder = join(workspace.folder, '.drydock', 'plans')
  if (out === undefined) return { folder }
  return { folder, out: isAbsolute(out) ? out : resolve(out) }
}
