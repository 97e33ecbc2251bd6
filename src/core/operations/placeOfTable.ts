import { environmentNames } from '../environment/environmentDatabases'
import { parseTablePlace, type TablePlace } from '../tableRows/tablePlace'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { nameOfEnvironment } from './current'

/**
 * The table that `ENVIRONMENT.TABLE` names; `current` is the current environment. Throws `UsageError` where no environment
 * fits.
 */
export async function placeOfTable(
  workspace: Workspace,
  text: string,
  access: 'read' | 'write',
  options: WorkOptions = {},
): Promise<TablePlace> {
  const place = parseTablePlace(text, ['current', ...(await knownNames(workspace, text))])
  const environment = await nameOfEnvironment(workspace, place.environment, access, options)
  return { ...place, environment }
}

/** The registry is only asked where the file has no environment of that name. */
async function knownNames(workspace: Workspace, text: string): Promise<readonly string[]> {
  const listed = [...workspace.environments.keys()]
  if (['current', ...listed].some((name) => text.startsWith(`${name}.`))) return listed
  return environmentNames(workspace)
}
