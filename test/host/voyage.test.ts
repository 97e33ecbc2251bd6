import assert from 'node:assert/strict'
import { commands, TabInputTextDiff, window, workspace } from 'vscode'
import type { DocumentLink, Uri } from 'vscode'
import {
  activateDrydock,
  child,
  children,
  eventually,
  fixture,
  fixtureFolder,
  lines,
} from './drydock'

describe('a mapping in the editor', () => {
  it('is dry-run, reviewed, applied, logged and undone', async () => {
    const drydock = await activateDrydock()
    await commands.executeCommand('drydock.dryRunMapping', fixture('fab-order.mapping.jsonc'))
    const saved = drydock.results.plan
    assert.ok(saved !== undefined, 'Mapping Results has the plan')
    await showsResults()
    await showsRowDiff()

    // The question before an apply is a modal dialog, which tests inside the editor cannot answer.
    const place = { folder: fixtureFolder(), path: saved.path }
    const { run } = await drydock.core.request('applyPlanFile', place)
    assert.deepEqual(run.counts, { total: 7, applied: 7, drifted: 0, failed: 0 })
    await showsRun(/^7 applied · .* · sandbox$/)
    await opensLog(run.id)

    const params = { folder: place.folder, runId: run.id }
    const undo = await drydock.core.request('planUndo', params)
    await drydock.core.request('applyPlanFile', { folder: place.folder, path: undo.path })
    await showsRun(/^undone · /)
    await commands.executeCommand('drydock.discardPlan', saved)
    assert.deepEqual(drydock.results.getRoots(), [])
    assert.match(drydock.results.message ?? '', /^Discarded: /)
    await assert.rejects(async () =>
      workspace.fs.stat(fixture(`.drydock/plans/${saved.plan.id}.plan`)),
    )
  })

  async function showsResults(): Promise<void> {
    const { results } = await activateDrydock()
    const roots = await eventually(() => {
      const nodes = results.getRoots()
      assert.deepEqual(lines(nodes), ['Updates | 7 rows', 'Not found | 15'])
      return nodes
    })
    const field = child(children(child(roots, 'Updates')), 'fab_order')
    await eventually(() => {
      const [first] = lines(children(field))
      assert.equal(first, '10001-A: 501.5 → 501.0')
      assert.equal(children(field).length, 7)
    })
    const notFound = child(roots, 'Not found')
    await eventually(() => assert.equal(lines(children(notFound))[0], '10036-A'))
  }

  async function showsRowDiff(): Promise<void> {
    const { results } = await activateDrydock()
    const field = child(children(child(results.getRoots(), 'Updates')), 'fab_order')
    const [row] = children(field)
    await commands.executeCommand('drydock.openRowDiff', row)
    const tab = await eventually(() => {
      const active = window.tabGroups.activeTabGroup.activeTab
      assert.ok(active?.input instanceof TabInputTextDiff, 'a diff is open')
      return { label: active.label, input: active.input }
    })
    assert.equal(tab.label, '10001-A · before ↔ after')
    const [before, after] = await Promise.all(
      [tab.input.original, tab.input.modified].map((uri) => workspace.openTextDocument(uri)),
    )
    assert.equal(before?.getText(), 'job: 10001\nrelease: A\nfab_order: 501.5\n')
    assert.equal(after?.getText(), 'job: 10001\nrelease: A\nfab_order: 501.0\n')
  }

  async function showsRun(description: RegExp): Promise<void> {
    const { runs } = await activateDrydock()
    runs.reload()
    await eventually(() => {
      const found = runs
        .getRoots()
        .map((node) => node.toTreeItem())
        .some((item) => description.test(String(item.description)))
      assert.ok(found, JSON.stringify(lines(runs.getRoots())))
    })
  }

  async function opensLog(runId: string): Promise<void> {
    const { core, runDocuments } = await activateDrydock()
    const folder = fixtureFolder()
    await runDocuments.open({ folder, run: await core.request('findRun', { folder, runId }) })
    const document = window.activeTextEditor?.document
    assert.equal(document?.languageId, 'drydock-run')
    const text = document.getText()
    assert.match(text, new RegExp(`^Run ${runId} `))
    assert.match(text, /\nApplied \(7\)\n {2}✓ 10001-A {2}fab_order 501\.5 → 501\.0\n/)
    assert.match(text, /\nLog \(\d+\)\n/)
    await followsLinks(document.uri)
  }

  /** Each link is a command with its argument, or a file. */
  async function followsLinks(uri: Uri): Promise<void> {
    const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', uri)
    const targets = links.map(({ target }) => target).filter((target) => target !== undefined)
    assert.deepEqual(
      targets.map(({ scheme, path }) => (scheme === 'command' ? path : scheme)),
      ['drydock.openWorkspaceFile', 'drydock.showPlan', 'file', 'drydock.undoRun'],
    )
    const follow = async (command: string): Promise<void> => {
      const target = targets.find(({ path }) => path === command)
      const [argument] = JSON.parse(target?.query ?? '[]') as unknown[]
      await commands.executeCommand(command, argument)
    }
    await follow('drydock.openWorkspaceFile')
    const editor = window.activeTextEditor
    assert.equal(editor?.document.getText(editor.selection), '"sandbox"')
    await follow('drydock.showPlan')
    await eventually(() => {
      const label = window.tabGroups.activeTabGroup.activeTab?.label
      assert.equal(label, 'Plan: jobs: production → sandbox')
    })
  }
})
