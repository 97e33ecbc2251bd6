import type { GitHead } from '../../core/index'
import type { GitRepository } from './gitApi'

const shortCommit = 8

/**
 * What is checked out, as the editor knows it. Undefined where it does not know for certain: the core then asks git itself,
 * which also knows whose branch is being rebased.
 */
export function headOf(repository: Pick<GitRepository, 'state'> | undefined): GitHead | undefined {
  const { HEAD: head, rebaseCommit } = repository?.state ?? {}
  if (head === undefined || rebaseCommit !== undefined) return undefined
  if (head.name !== undefined) return { kind: 'branch', name: head.name }
  if (head.commit === undefined) return undefined
  return { kind: 'detached', commit: head.commit.slice(0, shortCommit) }
}
