import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { branchOfBuild } from '../../../../src/core/workspace/current/branchOfBuild'
import { patternRule } from '../../../../src/core/workspace/current/branchRules'
import { currentEnvironment } from '../../../../src/core/workspace/current/currentEnvironment'
import type { GitHead } from '../../../../src/core/workspace/current/gitHead'
import type { WorkspaceHost } from '../../../../src/core/workspace/workspace'
import { temporaryFolder } from '../../../helpers/temporary'
import { errorOf, host, open } from '../helpers'

const url = 'postgres://u@h/d'
const environments = { prod: { url }, test: { url }, staging: { url } }
const branches = { main: 'prod', 'release/*': 'staging', 'release/next': 'test', '*': 'test' }

interface Case {
  readonly title: string
  readonly head?: GitHead
  readonly chosen?: string
  readonly variables?: Readonly<Record<string, string>>
  readonly file?: Readonly<Record<string, unknown>>
  /** Name and what decided, or a part of the error. */
  readonly read: readonly [name: string, by: string] | RegExp
  readonly write: readonly [name: string, by: string] | RegExp
}

const branch = (name: string): GitHead => ({ kind: 'branch', name })
const detached: GitHead = { kind: 'detached', commit: 'abc1234' }
const none: GitHead = { kind: 'none', why: 'not a git repository' }

const cases: readonly Case[] = [
  {
    title: 'a choice wins over all',
    ...{ head: branch('main'), chosen: 'staging', variables: { ENVIRONMENT: 'test' } },
    ...{ read: ['staging', 'choice'], write: ['staging', 'choice'] },
  },
  {
    title: 'a choice has to be there',
    ...{ chosen: 'stagin', read: /no environment "stagin"/, write: /no environment "stagin"/ },
  },
  {
    title: 'a branch wins over the variable',
    ...{ head: branch('main'), variables: { ENVIRONMENT: 'test' } },
    ...{ read: ['prod', 'branch'], write: ['prod', 'branch'] },
  },
  {
    title: 'an exact branch wins over a pattern',
    ...{ head: branch('release/next'), read: ['test', 'branch'], write: ['test', 'branch'] },
  },
  {
    title: 'the longer pattern wins',
    ...{ head: branch('release/7'), read: ['staging', 'branch'], write: ['staging', 'branch'] },
  },
  {
    title: 'all other branches',
    ...{ head: branch('feature'), read: ['test', 'branch'], write: ['test', 'branch'] },
  },
  {
    title: 'a branch without a rule falls to production for reading only',
    file: { branches: { main: 'prod' } },
    ...{ head: branch('feature'), read: ['prod', 'default'] },
    write: /no environment is that of branch feature/,
  },
  {
    title: 'a branch whose environment is not there',
    file: { branches: { '*': 'lost' } },
    ...{ head: branch('feature'), read: /no environment "lost"/, write: /no environment "lost"/ },
  },
  {
    title: 'a detached head',
    ...{ head: detached, read: ['prod', 'default'], write: /the commit abc1234/ },
  },
  {
    title: 'a detached head with the variable',
    ...{ head: detached, variables: { ENVIRONMENT: 'test' } },
    ...{ read: ['test', 'variable'], write: ['test', 'variable'] },
  },
  {
    title: 'the variable names production',
    ...{ head: detached, variables: { ENVIRONMENT: 'prod' } },
    ...{ read: ['prod', 'variable'], write: /the commit abc1234/ },
  },
  {
    title: 'no repository',
    ...{ head: none, read: ['prod', 'default'], write: /not a git repository/ },
  },
  {
    title: 'branches have no say where the file has none',
    file: { branches: undefined },
    ...{ head: branch('main'), read: ['prod', 'default'], write: /no current environment/ },
  },
  {
    title: 'nothing to fall to',
    file: { branches: undefined, environments: { sandbox: { url } } },
    ...{ head: none, read: /there is no current environment/, write: /no current environment/ },
  },
]

describe('the current environment', () => {
  for (const one of cases)
    for (const access of ['read', 'write'] as const)
      it(`${one.title}, to ${access}`, async () => {
        const { head, chosen, variables = {} } = one
        const asked: WorkspaceHost = { ...host(variables), head, chosen }
        const workspace = await open({ environments, branches, ...one.file }, asked)
        const expected = one[access]
        const work = () => currentEnvironment(workspace, access)
        if (expected instanceof RegExp) {
          assert.match((await errorOf(work)).message, expected)
          return
        }
        const { name, by } = await work()
        assert.deepEqual([name, by], expected)
      })

  it('is that of another repository where the file names one', async () => {
    const other = temporaryFolder('algo')
    execFileSync('git', ['-C', other, 'init', '-q', '-b', 'release/1'])
    const file = { environments, branches, repository: '${env:ALGO_DIR}' }
    const workspace = await open(file, { ...host({ ALGO_DIR: other }), head: branch('main') })
    const { name, branch: found } = await currentEnvironment(workspace, 'write')
    assert.deepEqual([name, found], ['staging', 'release/1'])
    const lost = await errorOf(async () => currentEnvironment(await open(file, host()), 'read'))
    assert.match(lost.message, /needs the variable "ALGO_DIR"/)
  })

  it('reads patterns with several stars', () => {
    const rules = { 'a*b*c': 'x', '*': 'y' }
    const found = ['abc', 'a-b-c', 'acb', 'ab', 'abcc'].map(
      (name) => patternRule(rules, name)?.environment,
    )
    assert.deepEqual(found, ['x', 'x', 'y', 'y', 'x'])
    assert.equal(patternRule({ 'aa*aa': 'x' }, 'aaa'), undefined)
  })
})

describe('the branch of a build', () => {
  const table: readonly (readonly [Readonly<Record<string, string>>, string | undefined])[] = [
    [{ GITHUB_ACTIONS: 'true', GITHUB_HEAD_REF: 'fix', GITHUB_REF_NAME: '7/merge' }, 'fix'],
    [{ GITHUB_ACTIONS: 'true', GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' }, 'main'],
    [{ GITHUB_ACTIONS: 'true', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' }, undefined],
    [{ GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'main' }, undefined],
    [{ GITLAB_CI: 'true', CI_COMMIT_BRANCH: 'main' }, 'main'],
    [{ GITLAB_CI: 'true', CI_COMMIT_REF_NAME: 'v1', CI_COMMIT_TAG: 'v1' }, undefined],
    [{ TF_BUILD: 'True', BUILD_SOURCEBRANCH: 'refs/heads/a/b' }, 'a/b'],
    [{ TF_BUILD: 'True', BUILD_SOURCEBRANCH: 'refs/tags/v1' }, undefined],
    [{}, undefined],
  ]
  for (const [variables, expected] of table)
    it(`${JSON.stringify(variables)} is ${expected ?? 'none'}`, () => {
      assert.equal(
        branchOfBuild((name) => variables[name]),
        expected,
      )
    })
})
