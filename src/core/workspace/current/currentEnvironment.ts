/** Which environment is the current one. */
import { UsageError } from '../../util/errors'
import { mayExist } from '../findEnvironment'
import { isProductionName } from '../protection'
import { registryRows } from '../registry/registry'
import type { Workspace } from '../workspace'
import { branchOfBuild } from './branchOfBuild'
import { DEFAULT_BRANCHES, exactRule, patternRule } from './branchRules'
import { readGitHead, type GitHead } from './gitHead'
import { repositoryFolder } from './repositoryFolder'

export interface CurrentEnvironment {
  readonly name: string
  /** What decided. */
  readonly by: 'choice' | 'branch' | 'variable' | 'default'
  /** For people: the end of a sentence that begins with its name. */
  readonly because: string
  /** The git branch that was looked at, also where something else decided. */
  readonly branch?: string
}

/**
 * An explicit choice, else what the git branch stands for, else the variable `ENVIRONMENT`, else production, which is only for
 * reading. Throws `UsageError` where a write would have to guess: on a detached head, without a branch, by default.
 */
export async function currentEnvironment(
  workspace: Workspace,
  access: 'read' | 'write',
  signal?: AbortSignal,
): Promise<CurrentEnvironment> {
  const { chosen } = workspace
  if (chosen !== undefined)
    return existing(workspace, { name: chosen, by: 'choice', because: 'it was chosen' })
  const head = await headOf(workspace)
  const byBranch = head.kind === 'branch' ? await ofBranch(workspace, head.name, signal) : undefined
  if (byBranch !== undefined) return existing(workspace, byBranch)
  const variable = workspace.variable('ENVIRONMENT')
  if (variable !== undefined) {
    const because = 'the variable ENVIRONMENT says so'
    if (access === 'read' || !isProductionName(variable))
      return existing(workspace, { name: variable, by: 'variable', because, ...branchOf(head) })
  }
  if (access === 'write') throw unresolved(workspace, head)
  return byDefault(workspace, head)
}

/** The branch that is checked out, where neither a rule names it nor an environment was made for it. */
export async function unclaimedBranch(
  workspace: Workspace,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const head = await headOf(workspace)
  if (head.kind !== 'branch') return undefined
  if (exactRule(workspace.branches ?? DEFAULT_BRANCHES, head.name) !== undefined) return undefined
  return (await madeFor(workspace, head.name, signal)) === undefined ? head.name : undefined
}

/** Whether the branch of a repository has a say in this workspace. */
export function followsBranches({ branches, registry }: Workspace): boolean {
  return branches !== undefined || registry !== undefined
}

async function headOf(workspace: Workspace): Promise<GitHead> {
  if (!followsBranches(workspace)) return { kind: 'none', why: 'drydock.jsonc has no "branches"' }
  const other = repositoryFolder(workspace)
  if (other !== undefined) return readGitHead(other)
  if (workspace.head !== undefined) return workspace.head
  const head = await readGitHead(workspace.folder)
  if (head.kind === 'branch') return head
  const built = branchOfBuild((name) => workspace.variable(name))
  return built === undefined ? head : { kind: 'branch', name: built }
}

/** What the file says of this very branch, else what was made for it, else what the file says of branches like it. */
async function ofBranch(
  workspace: Workspace,
  branch: string,
  signal: AbortSignal | undefined,
): Promise<CurrentEnvironment | undefined> {
  const rules = workspace.branches ?? DEFAULT_BRANCHES
  const exact = exactRule(rules, branch)
  const found = { by: 'branch', branch } as const
  if (exact !== undefined)
    return { ...found, name: exact.environment, because: `it is that of branch ${branch}` }
  const made = await madeFor(workspace, branch, signal)
  if (made !== undefined)
    return { ...found, name: made, because: `the registry has it for branch ${branch}` }
  const pattern = patternRule(rules, branch)
  if (pattern === undefined) return undefined
  const because = `branch ${branch} is one of "${pattern.branch}"`
  return { ...found, name: pattern.environment, because }
}

async function madeFor(
  workspace: Workspace,
  branch: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (workspace.registry === undefined) return undefined
  const rows = (await registryRows(workspace, signal)).filter(
    (row) => row.active && row.branch === branch,
  )
  const [name, ...others] = new Set(rows.map(({ environment }) => environment))
  if (others.length === 0) return name
  const names = [name, ...others].map((one) => `"${one}"`).join(' and ')
  throw new UsageError(`the registry has ${names} for branch ${branch}`, {
    mend: 'choose one with --environment',
  })
}

function byDefault(workspace: Workspace, head: GitHead): CurrentEnvironment {
  const name = [...workspace.environments.keys()].find(isProductionName)
  if (name === undefined)
    throw new UsageError('there is no current environment', {
      mend: 'choose one with --environment',
    })
  const because = 'nothing else is said, which is enough for reading'
  return { name, by: 'default', because, ...branchOf(head) }
}

function branchOf(head: GitHead): { readonly branch?: string } {
  return head.kind === 'branch' ? { branch: head.name } : {}
}

function unresolved(workspace: Workspace, head: GitHead): UsageError {
  const mend = 'name the environment with --environment, or check out a branch'
  switch (head.kind) {
    case 'branch':
      return new UsageError(
        `no environment is that of branch ${head.name}, and nothing is written by default`,
        {
          mend: 'add the branch to "branches" of drydock.jsonc, or name the environment with --environment',
        },
      )
    case 'detached':
      return new UsageError(
        `no branch is checked out, but the commit ${head.commit}, and nothing is written by default`,
        { mend },
      )
    case 'none':
      return new UsageError(
        followsBranches(workspace)
          ? `the git branch is not known: ${head.why}; nothing is written by default`
          : 'there is no current environment to write to',
        { mend: 'name the environment with --environment' },
      )
  }
}

function existing(workspace: Workspace, current: CurrentEnvironment): CurrentEnvironment {
  if (current.name !== 'current' && mayExist(workspace, current.name)) return current
  throw new UsageError(
    `there is no environment "${current.name}", which is the current one: ${current.because}`,
    {
      mend: 'add it to drydock.jsonc, or choose another with --environment',
    },
  )
}
