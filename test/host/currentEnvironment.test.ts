import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { ConfigurationTarget, workspace } from 'vscode'
import { activateDrydock, child, eventually, fixture, fixtureFolder } from './drydock'

const BRANCHES = { main: 'production', 'feature/*': 'sandbox' }

describe('the current environment', function () {
  const file = fixture('drydock.jsonc').fsPath
  const original = readFileSync(file, 'utf8')

  function git(...args: readonly string[]): void {
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org']
    execFileSync('git', ['-C', fixtureFolder(), ...author, ...args], { stdio: 'ignore' })
  }

  async function enableGit(enabled: boolean | undefined): Promise<void> {
    await workspace.getConfiguration('git').update('enabled', enabled, ConfigurationTarget.Global)
  }

  /** What the status bar shows, and why. */
  async function shows(text: string, why: RegExp): Promise<void> {
    const { status } = await activateDrydock()
    await eventually(() => {
      const { state } = status
      const name = state.kind === 'known' ? state.of.environment : state.kind
      const because = state.kind === 'known' ? state.because : 'reason' in state && state.reason
      assert.equal(name, text, JSON.stringify(state))
      assert.match(String(because), why)
    })
  }

  before(async () => {
    git('init', '--quiet', '--initial-branch', 'main')
    git('commit', '--quiet', '--allow-empty', '--message', 'first')
    writeFileSync(file, original.replace('{', `{ "branches": ${JSON.stringify(BRANCHES)},`))
    await enableGit(true)
  })

  after(async () => {
    const { status } = await activateDrydock()
    await status.choose(undefined)
    await enableGit(false)
    rmSync(fixture('.git').fsPath, { recursive: true })
    writeFileSync(file, original)
    await eventually(() => assert.equal(status.current?.environment, 'sandbox'))
  })

  it('is that of the branch, which the editor knows', async () => {
    const { git: heads, folders } = await activateDrydock()
    const [folder = ''] = folders.paths
    await shows('production', /it is that of branch main/)
    await eventually(() => assert.deepEqual(heads.headOf(folder), { kind: 'branch', name: 'main' }))
  })

  it('follows a checkout', async () => {
    git('checkout', '--quiet', '-b', 'feature/weld')
    await shows('sandbox', /branch feature\/weld is one of "feature\/\*"/)
    const { git: heads, folders } = await activateDrydock()
    const branches = await heads.branchesOf(folders.paths[0] ?? '')
    assert.deepEqual([...(branches ?? [])].sort(), ['feature/weld', 'main'])
  })

  it('is what was chosen, until the branch may decide again', async () => {
    const { status, environments } = await activateDrydock()
    const [production] = await status.listEnvironments()
    await status.choose(production)
    await shows('production', /it was chosen/)
    await eventually(() => child(environments.getRoots(), 'production'))
    await status.choose(undefined)
    await shows('sandbox', /feature\/weld/)
  })

  it('is none where a write would have to guess, and never production', async () => {
    git('checkout', '--quiet', '--detach')
    await shows('unresolved', /no branch is checked out, but the commit [0-9a-f]+/)
    git('checkout', '--quiet', '-b', 'elsewhere')
    await shows('unresolved', /no environment is that of branch elsewhere/)
  })
})
