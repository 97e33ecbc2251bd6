/** What may run by itself: mappings, and syncs of Airtable bases. */
import type { Schedule } from '../schedule/schedule'
import type { DefinitionSource } from '../workspace/definitionSource'
import type { Workspace } from '../workspace/workspace'
import {
  findAirtableSyncs,
  findMappings,
  goesBothWays,
  isAirtableSync,
  readAirtableSync,
  readMapping,
} from './definitions'

export interface Scheduled {
  readonly definition: DefinitionSource
  readonly schedule: Schedule | undefined
  /** The environment that it is about; see `changes`. */
  readonly target: string
  /** The environments that it reads. */
  readonly reads: readonly string[]
  /** Those that it changes where it applies what it plans. */
  readonly changes: readonly string[]
}

/** The definitions that may have a schedule: relative paths with forward slashes, sorted. */
export async function findSchedulable(workspace: Workspace): Promise<readonly string[]> {
  return [...(await findMappings(workspace)), ...(await findAirtableSyncs(workspace))].sort()
}

/** Throws `DefinitionError` and `UsageError` as reading the definition does. */
export async function readScheduled(workspace: Workspace, path: string): Promise<Scheduled> {
  if (isAirtableSync(path)) {
    const { definition, schedule, target } = await readAirtableSync(workspace, path)
    const { environment } = target
    return {
      ...{ definition, schedule, target: environment },
      ...{ reads: [environment], changes: [environment] },
    }
  }
  const mapping = await readMapping(workspace, path)
  const [source, target] = [mapping.source.environment, mapping.target.environment]
  return {
    ...{ definition: mapping.definition, schedule: mapping.schedule, target },
    reads: [source, target],
    // A mapping of both directions changes its source too.
    changes: goesBothWays(mapping) ? [target, source] : [target],
  }
}
