/** Plans a definition file. */
import type { Database } from '../database/database'
import type { Mapping } from '../mapping/mapping'
import { planMapping, type PlanMappingOptions } from '../mapping/planMapping'
import { OtherStrategyNeeded } from '../mapping/strategies/strategy'
import { writePlan } from '../plan/writePlanFile'
import { requireVariables } from '../workspace/variables'
import type { Workspace } from '../workspace/workspace'
import { withNamedEnds } from './current'
import { isAirtableSync, isPipeline, readMapping } from './definitions'
import { openEnvironment, withReadEnds } from './openEnd'
import { planLocation } from './planLocation'
import { planSyncFile } from './planSync'
import { planTransformFile } from './transform'
import type { PlanOptions, SavedPlan } from './results'

/**
 * Compares the two ends of a mapping, merges the records of a pipeline, or compares the exports of an Airtable base with their
 * tables, and writes the plan file. Writes to no end. Throws `DefinitionError`,
 * `UsageError`, `DatabaseError` and, when cancelled, `AbortedError`; then no plan file is left behind.
 */
export async function planDefinition(
  workspace: Workspace,
  path: string,
  options: PlanOptions,
): Promise<SavedPlan> {
  if (isPipeline(path)) return planTransformFile(workspace, path, options)
  if (isAirtableSync(path)) return planSyncFile(workspace, path, options)
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
