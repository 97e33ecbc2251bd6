import assert from 'node:assert/strict'
import { extensions, workspace } from 'vscode'

describe('the extension', () => {
  it('activates in a workspace with a drydock.jsonc', async () => {
    const [definition] = await workspace.findFiles('drydock.jsonc')
    assert.ok(definition !== undefined, 'the fixture workspace is open')
    const extension = extensions.getExtension('drydock.drydock')
    assert.ok(extension !== undefined, 'the extension is installed')
    await extension.activate()
    assert.equal(extension.isActive, true)
  })
})
