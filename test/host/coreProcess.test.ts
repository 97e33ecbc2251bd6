import assert from 'node:assert/strict'
import { commands } from 'vscode'
import { CoreError } from '../../src/coreHost/coreError'
import {
  activateDrydock,
  child,
  children,
  eventually,
  fixture,
  fixtureFolder,
  lines,
} from './drydock'

describe('the core process of a window', () => {
  it('can be killed: a request says so, a restart brings everything back', async () => {
    const { core, environments } = await activateDrydock()
    await core.request('ping', {})
    const id = await core.processId()
    assert.ok(id !== undefined)
    process.kill(id, 'SIGKILL')
    await eventually(async () => {
      const error: unknown = await core.request('ping', {}).catch((reason: unknown) => reason)
      assert.ok(error instanceof Error && 'code' in error, 'requests are rejected')
      assert.equal(error.code, 'core-not-running')
      // This bundle has a class of its own; the extension's has the same name.
      assert.equal(error.name, new CoreError('', { kind: '', code: '' }).name)
    })
    await commands.executeCommand('drydock.restartCore')
    assert.notEqual(await core.request('ping', {}), id)
    const sandbox = await eventually(() => child(environments.getRoots(), 'sandbox'))
    await eventually(() => assert.deepEqual(lines(children(sandbox)), ['public | 1 table']))
  })

  it('plans as before after a restart', async () => {
    const { core } = await activateDrydock()
    const params = { folder: fixtureFolder(), path: 'fab-order.mapping.jsonc' }
    const before = await core.request('planDefinition', params)
    await commands.executeCommand('drydock.restartCore')
    const after = await core.request('planDefinition', params)
    assert.deepEqual(after.plan.summary, before.plan.summary)
    assert.ok(fixture('drydock.jsonc').fsPath.startsWith(params.folder))
  })
})
