/**
 * What is checked out in a git repository, asked of git itself: files below `.git` are other ones in worktrees, submodules
 * and repositories whose references lie in tables.
 */
import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { git } from './git'

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
