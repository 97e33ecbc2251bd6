/** `current` in definitions and on the command line becomes the name of an environment before anything else is done. */
import type { Mapping } from '../mapping/mapping'
import type { WorkOptions } from '../util/progress'
import { currentEnvironment } from '../workspace/current/currentEnvironment'
import type { Workspace } from '../workspace/workspace'
import { goesBothWays } from './definitions'

/** The name itself, and for `current` that of the current environment. Throws `UsageError` where there is none. */
export async function nameOfEnvironment(
  workspace: Workspace,
  name: string,
  access: 'read' | 'write',
  { signal }: WorkOptions = {},
): Promise<string> {
  if (name !== 'current') return name
  return (await currentEnvironment(workspace, access, signal)).name
}

/** A mapping whose ends have names. What is written to has to be known for certain. */
export async function withNamedEnds(
  workspace: Workspace,
  mapping: Mapping,
  options: WorkOptions = {},
): Promise<Mapping> {
  const named = async (side: 'source' | 'target', access: 'read' | 'write') => {
    const end = mapping[side]
    const environment = await nameOfEnvironment(workspace, end.environment, access, options)
    return { ...end, environment }
  }
  const source = await named('source', goesBothWays(mapping) ? 'write' : 'read')
  const target = await named('target', 'write')
  return Object.freeze({ ...mapping, source, target })
}
