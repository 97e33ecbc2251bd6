/** Which branch a build is of: builders check out a commit, and name the branch in variables. */

/** The branch that a builder's variables name; undefined where none does, and for builds of tags. */
export function branchOfBuild(variable: (name: string) => string | undefined): string | undefined {
  return githubBranch(variable) ?? gitlabBranch(variable) ?? azureBranch(variable)
}

type Variable = (name: string) => string | undefined

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function githubBranch(variable: Variable): string | undefined {
  if (variable('GITHUB_ACTIONS') !== 'true') return undefined
  const ofPullRequest = variable('GITHUB_HEAD_REF')
  if (ofPullRequest !== undefined) return ofPullRequest
  return variable('GITHUB_REF_TYPE') === 'branch' ? variable('GITHUB_REF_NAME') : undefined
}

/** https://docs.gitlab.com/ci/variables/predefined_variables/ */
function gitlabBranch(variable: Variable): string | undefined {
  if (variable('GITLAB_CI') !== 'true') return undefined
  return variable('CI_MERGE_REQUEST_SOURCE_BRANCH_NAME') ?? variable('CI_COMMIT_BRANCH')
}

/** https://learn.microsoft.com/azure/devops/pipelines/build/variables */
function azureBranch(variable: Variable): string | undefined {
  if (variable('TF_BUILD') !== 'True') return undefined
  const reference =
    variable('SYSTEM_PULLREQUEST_SOURCEBRANCH') ?? variable('BUILD_SOURCEBRANCH') ?? ''
  const prefix = 'refs/heads/'
  return reference.startsWith(prefix) ? reference.slice(prefix.length) : undefined
}
