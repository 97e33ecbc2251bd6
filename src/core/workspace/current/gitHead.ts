/**
 * What is checked out in a git repository, asked of git itself: files below `.git` are other ones in worktrees, submodules
 * and repositories whose references lie in tables.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

export type GitHead =
  | { readonly kind: 'branch'; readonly name: string }
  /** A commit or a tag; no branch. */
  | { readonly kind: 'detached'; readonly commit: string }
  /** No repository, or none that git reads; `why` says it as the end of a sentence. */
  | { readonly kind: 'none'; readonly why: string }

/** Reads the head of the repository that holds `folder`. A branch that is being rebased counts as checked out. */
export async function readGitHead(folder: string): Promise<GitHead> {
  const symbolic = await git(folder, ['symbolic-ref', '--quiet', 'HEAD'])
  if (symbolic.code === 0) return headOf(symbolic.output)
  // Code 1: there is a head, and it is no branch. Everything else is a failure of git.
  if (symbolic.code !== 1) return { kind: 'none', why: symbolic.failure }
  const rebased = await branchUnderRebase(folder)
  if (rebased !== undefined) return { kind: 'branch', name: rebased }
  const { output } = await git(folder, ['rev-parse', '--short', 'HEAD'])
  return { kind: 'detached', commit: output }
}

function headOf(reference: string): GitHead {
  const name = branchName(reference)
  if (name !== undefined) return { kind: 'branch', name }
  return { kind: 'none', why: `its head is "${reference}", which is no branch` }
}

function branchName(reference: string): string | undefined {
  const prefix = 'refs/heads/'
  return reference.startsWith(prefix) ? reference.slice(prefix.length) : undefined
}

/** Git detaches the head while it rebases, and notes whose commits it is moving. */
async function branchUnderRebase(folder: string): Promise<string | undefined> {
  for (const file of ['rebase-merge/head-name', 'rebase-apply/head-name']) {
    const { code, output } = await git(folder, ['rev-parse', '--git-path', file])
    if (code !== 0) continue
    const path = isAbsolute(output) ? output : join(folder, output)
    const text = await readFile(path, 'utf8').catch(() => undefined)
    const name = text === undefined ? undefined : branchName(text.trim())
    if (name !== undefined) return name
  }
  return undefined
}

interface GitAnswer {
  readonly code: number
  readonly output: string
  readonly failure: string
}

const LIMIT_MS = 10_000

function git(folder: string, args: readonly string[]): Promise<GitAnswer> {
  const options = {
    timeout: LIMIT_MS,
    // Its messages are read by people and its answers by us: no translation, no pager, no lock that others wait for.
    env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
  }
  return new Promise((resolve) => {
    execFile('git', ['-C', folder, ...args], options, (error, stdout, stderr) => {
      resolve({ code: codeOf(error), output: stdout.trim(), failure: failureOf(error, stderr) })
    })
  })
}

function codeOf(error: Error | null): number {
  if (error === null) return 0
  const { code } = error as Error & { readonly code?: unknown }
  return typeof code === 'number' ? code : -1
}

function failureOf(error: Error | null, stderr: string): string {
  if (error !== null && 'code' in error && error.code === 'ENOENT')
    return 'there is no git, or no such folder'
  const [first = ''] = stderr.split('\n')
  return first.replace(/^(fatal|error): /, '') || 'git does not answer'
}
