import assert from 'node:assert/strict'
import { commands as editorCommands } from 'vscode'
import { commands } from '../../src/contributions'
import { activateDrydock, child, children, eventually, lines } from './drydock'

describe('the extension in the editor', () => {
  it('registers every command that it contributes', async () => {
    await activateDrydock()
    const registered = new Set(await editorCommands.getCommands(true))
    for (const command of commands) assert.ok(registered.has(command), command)
  })
})

describe('the view Environments', () => {
  it('lists the environments with their protection, without connecting', async () => {
    const { environments, connections, folders } = await activateDrydock()
    const roots = await eventually(() => {
      const nodes = environments.getRoots()
      assert.equal(nodes.length, 2, JSON.stringify(lines(nodes)))
      return nodes
    })
    const [production = '', sandbox = ''] = lines(roots)
    assert.match(production, /^production \| locked · .*production$/)
    assert.match(sandbox, /^sandbox \| .*sandbox$/)
    const [folder = ''] = folders.paths
    assert.equal(connections.get({ folder, environment: 'production' }).kind, 'untested')
  })

  it('shows schemas and tables with estimates, and an exact count on request', async () => {
    const { environments, connections, folders } = await activateDrydock()
    const sandbox = await eventually(() => child(environments.getRoots(), 'sandbox'))
    const schema = await eventually(() => child(children(sandbox), 'public'))
    const jobs = child(children(schema), 'jobs')
    assert.equal(jobs.toTreeItem().description, '≈ 40 rows')
    const [folder = ''] = folders.paths
    assert.equal(connections.get({ folder, environment: 'sandbox' }).kind, 'connected')
    await editorCommands.executeCommand('drydock.countRows', jobs)
    assert.equal(jobs.toTreeItem().description, '40 rows')
  })

  it('shows the first environment that may be written to as the current one', async () => {
    const { status } = await activateDrydock()
    await eventually(() => assert.equal(status.current?.environment, 'sandbox'))
  })
})
