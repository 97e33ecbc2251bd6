import { resolve } from 'node:path'
import { UsageError } from '../../util/errors'
import { parseTemplate } from '../placeholders'
import type { Workspace } from '../workspace'

/** The other repository whose branch decides; undefined where it is the workspace's own. */
export function repositoryFolder(workspace: Workspace): string | undefined {
  const { folder, repository } = workspace
  if (repository === undefined) return undefined
  const filled = parseTemplate(repository).map((part) => {
    if (typeof part === 'string') return part
    const value = part.kind === 'env' ? workspace.variable(part.name) : undefined
    if (value !== undefined) return value
    throw new UsageError(
      `"repository" of drydock.jsonc needs the variable "${part.name}", which is not set`,
      { mend: `set it, or write ${part.name}=… into .env beside drydock.jsonc` },
    )
  })
  return resolve(folder, filled.join(''))
}
