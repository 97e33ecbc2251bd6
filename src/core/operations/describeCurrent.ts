/** The current environment for an editor, which shows it all the time. */
import { environmentDatabases } from '../environment/environmentDatabases'
import { DatabaseOperationError, UsageError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import {
  currentEnvironment,
  followsBranches,
  unclaimedBranch,
  type CurrentEnvironment,
} from '../workspace/current/currentEnvironment'
import { findEnvironment } from '../workspace/findEnvironment'
import type { Workspace } from '../workspace/workspace'
import { describeEnvironment } from './environments'
import type { EnvironmentListing } from './results'

export type CurrentReport = {
  /** Whether the git branch has a say. */
  readonly follows: boolean
  /** The branch that is checked out, where neither a rule names it nor an environment was made for it. */
  readonly unclaimedBranch?: string
} & (
  | {
      readonly ok: true
      readonly current: CurrentEnvironment
      readonly listing: EnvironmentListing
    }
  /** Why a write would have to guess. */
  | { readonly ok: false; readonly message: string }
)

/**
 * The environment that `current` stands for where something is written: what is only for reading, production by default, is
 * none. What is wrong is in the report.
 */
export async function describeCurrent(
  workspace: Workspace,
  { signal }: WorkOptions = {},
): Promise<CurrentReport> {
  const branch = await unclaimedBranch(workspace, signal).catch((error: unknown) => {
    if (isReported(error)) return undefined
    throw error
  })
  const common = {
    follows: followsBranches(workspace),
    ...(branch !== undefined && { unclaimedBranch: branch }),
  }
  try {
    const current = await currentEnvironment(workspace, 'write', signal)
    await requireRegistered(workspace, current.name, signal)
    return { ...common, ok: true, current, listing: describeEnvironment(workspace, current.name) }
  } catch (error) {
    if (!isReported(error)) throw error
    return { ...common, ok: false, message: error.message }
  }
}

/** An environment that only the registry could know, and does not, may have been deleted since it was chosen. */
async function requireRegistered(
  workspace: Workspace,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (findEnvironment(workspace, name).server === undefined) return
  if ((await environmentDatabases(workspace, name, signal)).length > 0) return
  throw new UsageError(`the registry has no environment "${name}", which is the current one`)
}

function isReported(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  return error instanceof DatabaseOperationError && error.code !== 'aborted'
}
