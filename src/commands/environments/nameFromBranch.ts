/** `feature/Mean reversion` → `mean-reversion`: the last part of a branch as a short name, for its user to change. */
export function nameFromBranch(branch: string): string {
  const last = branch.split('/').at(-1) ?? ''
  return last
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
}
