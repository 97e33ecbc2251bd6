import assert from 'node:assert/strict'
import { commands, env, window } from 'vscode'
import { activateDrydock, child, children, eventually, fixtureFolder, lines } from './drydock'

const jobs = { environment: 'sandbox', schema: 'public', table: 'jobs' }
const key = { job: '10001', release: 'A' }

describe('what became of a plan, in the view Mapping Results', () => {
  it('shows rows that had moved on, with what was found and with their menu', async () => {
    const { core, results } = await activateDrydock()
    const folder = fixtureFolder()
    const apply = async (path: string) =>
      (await core.request('applyPlanFile', { folder, path })).run
    const takeBack = async (runId: string) =>
      apply((await core.request('planUndo', { folder, runId })).path)

    const mapping = { folder, path: 'fab-order.mapping.jsonc' }
    const saved = await core.request('planDefinition', mapping)
    results.show(saved)
    const edit = { key, fields: { fab_order: '999' } }
    const moved = await apply(
      (await core.request('planRowEdit', { folder, place: jobs, edit })).path,
    )
    const run = await apply(saved.path)
    assert.deepEqual(run.counts, { total: 7, applied: 6, drifted: 1, failed: 0 })
    results.markApplied(saved.plan, { folder, run })

    const drifted = child(results.getRoots(), 'Drifted')
    assert.equal(lines([drifted])[0], 'Drifted | 1')
    const row = await eventually(() => child(children(drifted), '10001-A'))
    assert.match(lines([row])[0] ?? '', /found fab_order 999/)
    await commands.executeCommand('drydock.copyRowCommand', row)
    assert.equal(
      await env.clipboard.readText(),
      'drydock table get sandbox.public.jobs --key job=10001 --key release=A',
    )
    await commands.executeCommand('drydock.showRow', row)
    assert.match(window.activeTextEditor?.document.getText() ?? '', /^job: 10001\nrelease: A\n/)
    assert.match(window.activeTextEditor?.document.getText() ?? '', /\nfab_order: 999(\.0)?\n/)

    await takeBack(run.id)
    await takeBack(moved.id)
    results.clear('')
  })
})
