/** Environments that nobody seems to need any more: their time is up, or their branch is gone. */
import type { WorkOptions } from '../util/progress'
import { readGitBranches } from '../workspace/current/gitBranches'
import { readGitHead } from '../workspace/current/gitHead'
import { repositoryFolder } from '../workspace/current/repositoryFolder'
import { findEnvironment } from '../workspace/findEnvironment'
import type { Workspace } from '../workspace/workspace'
import { isProduction } from './environmentDatabases'
import { expiryOf, isOver } from './expiry'
import { withRegistry, type RegistryEnd } from './registry/registryEnd'

export interface StaleEnvironment {
  readonly name: string
  readonly databases: readonly string[]
  /** For people: `its branch feature is gone`. */
  readonly why: string
}

export interface StaleEnvironments {
  readonly stale: readonly StaleEnvironment[]
  /** Why branches could not be looked at. */
  readonly problem?: string
}

/** Looks at the registry, the ledger and git. Changes nothing. Production and what is locked is never stale. */
export async function findStaleEnvironments(
  workspace: Workspace,
  options: WorkOptions,
  now: Date = new Date(),
): Promise<StaleEnvironments> {
  const branches = await knownBranches(repositoryFolder(workspace) ?? workspace.folder)
  return withRegistry(workspace, options, ({ rows, known }) => {
    const active = rows.filter((row) => row.active && mayGo(workspace, row.environment))
    const names = [...new Set(active.map(({ environment }) => environment))].sort()
    const stale = names.flatMap((name) => {
      const own = active.filter(({ environment }) => environment === name)
      const why = expiry(known, name, now) ?? goneBranch(own, branches)
      return why === undefined
        ? []
        : [{ name, databases: own.map(({ fullName }) => fullName), why }]
    })
    const problem =
      branches === undefined ? { problem: 'git does not tell which branches there are' } : {}
    return Promise.resolve({ stale, ...problem })
  })
}

/** A branch without a commit is checked out, and in no list. */
async function knownBranches(folder: string): Promise<ReadonlySet<string> | undefined> {
  const [branches, head] = [await readGitBranches(folder), await readGitHead(folder)]
  if (branches === undefined || head.kind !== 'branch') return branches
  return new Set([...branches, head.name])
}

function mayGo(workspace: Workspace, name: string): boolean {
  return !isProduction(workspace, name) && findEnvironment(workspace, name).protection !== 'locked'
}

function expiry(known: RegistryEnd['known'], name: string, now: Date): string | undefined {
  const last = expiryOf(known, name)
  if (last === null || !isOver(last, now)) return undefined
  return `its time was up on ${last.slice(0, 10)}`
}

function goneBranch(
  rows: RegistryEnd['rows'],
  branches: ReadonlySet<string> | undefined,
): string | undefined {
  if (branches === undefined) return undefined
  const named = [...new Set(rows.flatMap(({ branch }) => branch ?? []))]
  if (named.length === 0 || named.some((name) => branches.has(name))) return undefined
  return `its branch ${named.join(', ')} is gone`
}
