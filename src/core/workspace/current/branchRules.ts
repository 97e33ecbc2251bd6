/** Which environment a git branch stands for, by the `branches` of `drydock.jsonc`. */

/** Environment names by branch. `*` in a branch stands for any text. */
export type BranchRules = Readonly<Record<string, string>>

export interface BranchRule {
  /** As written. */
  readonly branch: string
  readonly environment: string
}

/** Where the file says nothing: production is what is released, and everything else is for trying. */
export const DEFAULT_BRANCHES: BranchRules = { main: 'prod', '*': 'test' }

/** The rule that names this very branch. */
export function exactRule(rules: BranchRules, branch: string): BranchRule | undefined {
  const environment = Object.hasOwn(rules, branch) ? rules[branch] : undefined
  return environment === undefined || branch.includes('*') ? undefined : { branch, environment }
}

/** Of the rules with `*` that the branch fulfils, the one that says most of it: the longest. */
export function patternRule(rules: BranchRules, branch: string): BranchRule | undefined {
  const [longest] = Object.keys(rules)
    .filter((pattern) => pattern.includes('*') && fulfils(branch, pattern))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
  const environment = longest === undefined ? undefined : rules[longest]
  return longest === undefined || environment === undefined
    ? undefined
    : { branch: longest, environment }
}

function fulfils(branch: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop() ?? ''
  if (!branch.startsWith(first) || !branch.endsWith(last)) return false
  let [at, end] = [first.length, branch.length - last.length]
  for (const part of rest) {
    const found = branch.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return at <= end
}
