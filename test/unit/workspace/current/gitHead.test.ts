import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readGitHead } from '../../../../src/core/workspace/current/gitHead'
import { temporaryFolder } from '../../../helpers/temporary'

const env = {
  ...process.env,
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  ...{ GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@b.c' },
  ...{ GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@b.c' },
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim()
}

/** A repository with a commit on `main`. */
function repository(...options: readonly string[]): string {
  const folder = temporaryFolder('repository')
  git(folder, 'init', '-q', '-b', 'main', ...options)
  commit(folder, 'one')
  return folder
}

function commit(folder: string, text: string): void {
  writeFileSync(join(folder, 'file'), text)
  git(folder, 'add', 'file')
  git(folder, 'commit', '-q', '-m', text)
}

describe('the head of a git repository', () => {
  it('is a branch, whatever its name', async () => {
    const folder = repository()
    git(folder, 'checkout', '-q', '-b', 'feature/mean-reversion.2')
    const below = join(folder, 'some/where')
    mkdirSync(below, { recursive: true })
    const head = { kind: 'branch', name: 'feature/mean-reversion.2' }
    assert.deepEqual([await readGitHead(folder), await readGitHead(below)], [head, head])
  })

  it('is a branch before its first commit', async () => {
    const folder = temporaryFolder('repository')
    git(folder, 'init', '-q', '-b', 'fresh')
    assert.deepEqual(await readGitHead(folder), { kind: 'branch', name: 'fresh' })
  })

  it('is another one in each worktree', async () => {
    const folder = repository()
    const tree = join(temporaryFolder('worktrees'), 'tree')
    git(folder, 'worktree', 'add', '-q', '-b', 'beside', tree)
    assert.deepEqual(await readGitHead(folder), { kind: 'branch', name: 'main' })
    assert.deepEqual(await readGitHead(tree), { kind: 'branch', name: 'beside' })
  })

  it('is a commit where no branch is checked out', async () => {
    const folder = repository()
    git(folder, 'checkout', '-q', '--detach')
    const short = git(folder, 'rev-parse', '--short', 'HEAD')
    assert.deepEqual(await readGitHead(folder), { kind: 'detached', commit: short })
  })

  for (const backend of ['--merge', '--apply'])
    it(`is the branch that is being rebased (${backend})`, async () => {
      const folder = repository()
      git(folder, 'checkout', '-q', '-b', 'moved')
      commit(folder, 'mine')
      git(folder, 'checkout', '-q', 'main')
      commit(folder, 'theirs')
      git(folder, 'checkout', '-q', 'moved')
      const { status } = spawnSync('git', ['-C', folder, 'rebase', backend, 'main'], { env })
      assert.notEqual(status, 0, 'the rebase stops at its conflict')
      assert.equal(
        spawnSync('git', ['-C', folder, 'symbolic-ref', '-q', 'HEAD'], { env }).status,
        1,
      )
      assert.deepEqual(await readGitHead(folder), { kind: 'branch', name: 'moved' })
    })

  it('is read where references lie in tables', async function () {
    const tried = temporaryFolder('reftable')
    // Git knows such repositories since version 2.45.
    const { status } = spawnSync('git', ['init', '-q', '--ref-format=reftable', tried], { env })
    const folder = status === 0 ? repository('--ref-format=reftable') : unreadableHead()
    const head = await readGitHead(folder)
    if (status === 0) assert.deepEqual(head, { kind: 'branch', name: 'main' })
    else assert.equal(head.kind, 'none', 'a git that cannot read it says so')
  })

  it('is none outside of repositories, and in none that git refuses', async () => {
    const head = await readGitHead(temporaryFolder('no-repository'))
    assert.equal(head.kind, 'none')
    assert.match(head.kind === 'none' ? head.why : '', /not a git repository/)
    assert.equal((await readGitHead('/no/such/folder')).kind, 'none')
  })
})

/** What a git without tables of references finds in a repository that has them. */
function unreadableHead(): string {
  const folder = repository()
  writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/.invalid\n')
  git(folder, 'config', 'core.repositoryformatversion', '1')
  git(folder, 'config', 'extensions.refstorage', 'reftable')
  return folder
}
