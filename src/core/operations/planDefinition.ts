/** Plans a definition file. */
import { isAbsolute, join, resolve } from 'node:path'
import { planMapping } from '../mapping/planMapping'
import type { PlanLocation } from '../plan/planWriter'
import { writePlanFile, writePlanPair } from '../plan/writePlanFile'
import { requireVariables } from '../workspace/variables'
import type { Workspace } from '../workspace/workspace'
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
  const mapping = await readMapping(workspace, path)
  requireVariables(workspace, [mapping.source.environment, mapping.target.environment])
  const [source, target] = await Promise.all(
    [mapping.source, mapping.target].map(({ environment, database }) =>
      openEnvironment(workspace, environment, 'read', { ...options, database }),
    ),
  )
  if (source === undefined || target === undefined) throw new Error('a mapping has two ends')
  options.onProgress?.({ message: `connecting to ${source.environment} and ${target.environment}` })
  return withReadEnds(source, target, async (sourceEnd, targetEnd) => {
    const { header, stream, back } = await planMapping(mapping, sourceEnd, targetEnd, options)
    const location = planLocation(workspace, options.out)
    return back === undefined
      ? writePlanFile(location, header, stream)
      : writePlanPair(location, header, back, stream)
  })
}

/** Plans go where their user says, else into a folder of the workspace that git ignores. */
export function planLocation(workspace: Workspace, out: string | undefined): PlanLocation {
  const folder = join(workspace.folder, '.drydock', 'plans')
  if (out === undefined) return { folder }
  return { folder, out: isAbsolute(out) ? out : resolve(out) }
}
