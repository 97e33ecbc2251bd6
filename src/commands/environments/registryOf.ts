/** The registry for commands that make, delete and restore environments. */
import { CoreError } from '../../coreHost/coreError'
import type { RegistryReport } from '../../coreHost/protocol'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'

/** Throws where `drydock.jsonc` names none, and where it cannot be read. */
export async function readRegistryOf(
  { core }: CommandContext,
  folder: string,
): Promise<RegistryReport> {
  const report = await withCoreProgress('Reading the registry', (options) =>
    core.request('readRegistry', { folder }, options),
  )
  if (report !== null) return report
  throw new CoreError('drydock.jsonc names no registry', {
    kind: 'UsageError',
    code: 'usage',
    mend: 'add "registry": { "environment": "prod", "database": "master_config", "table": "database_configs" }',
  })
}
