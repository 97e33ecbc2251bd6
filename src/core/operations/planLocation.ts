/** Where plan files are. */
import { isAbsolute, join, resolve } from 'node:path'
import type { PlanLocation } from '../plan/planWriter'
import type { Workspace } from '../workspace/workspace'

/** Plans go where their user says, else into a folder of the workspace that git ignores. */
export function planLocation(workspace: Workspace, out: string | undefined): PlanLocation {
  const folder = join(workspace.folder, '.drydock', 'plans')
  if (out === undefined) return { folder }
  return { folder, out: isAbsolute(out) ? out : resolve(out) }
}
