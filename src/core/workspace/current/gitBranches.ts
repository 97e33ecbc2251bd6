/** Which branches a git repository knows, its own and those of its remotes. */
import { git } from './git'

/** Names without `refs/heads/` or the remote's; undefined where git gives no answer. */
export async function readGitBranches(folder: string): Promise<ReadonlySet<string> | undefined> {
  const format = '--format=%(refname)'
  const { code, output } = await git(folder, ['for-each-ref', format, 'refs/heads', 'refs/remotes'])
  if (code !== 0) return undefined
  const names = output
    .split('\n')
    .map((reference) => reference.replace(/^refs\/(?:heads\/|remotes\/[^/]+\/)/, ''))
  return new Set(names.filter((name) => name !== '' && name !== 'HEAD'))
}
