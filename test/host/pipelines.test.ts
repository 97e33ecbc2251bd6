import assert from 'node:assert/strict'
import { commands, DiagnosticSeverity, languages, window, workspace } from 'vscode'
import type { CodeLens, Diagnostic, TestItem, Uri } from 'vscode'
import { activateDrydock, eventually, fixture, fixtureFolder } from './drydock'

const PATH = 'people.pipeline.jsonc'

const PIPELINE = `{
  "target": { "environment": "sandbox" },
  "entity": "person",
  "sources": {
    "crm": { "type": "csv", "path": "crm.csv", "id": "code" }
  },
  "silver": { "table": "people", "key": "code", "fields": { "name": "name", "mail": "mail" } },
  "quality": {
    "keyFields": ["mail"],
    "informational": ["name"]
  }
}
`

describe('pipelines in the editor', () => {
  let uri: Uri
  const place = () => ({ folder: fixtureFolder(), path: PATH })

  before(async () => {
    await activateDrydock()
    uri = fixture(PATH)
    await workspace.fs.writeFile(fixture('crm.csv'), Buffer.from('code,name,mail\n1,,\n2,Bo,b@x\n'))
    await workspace.fs.writeFile(uri, Buffer.from(PIPELINE))
    await window.showTextDocument(uri)
  })

  /** What the others find is as they expect it. */
  after(async () => {
    const { core } = await activateDrydock()
    for (const run of await ownRuns()) {
      const undo = await core.request('planUndo', { folder: fixtureFolder(), runId: run.id })
      await core.request('applyPlanFile', { folder: fixtureFolder(), path: undo.path })
    }
    await commands.executeCommand('workbench.action.closeActiveEditor')
    await workspace.fs.delete(uri)
    await workspace.fs.delete(fixture('crm.csv'))
  })

  async function ownRuns() {
    const { core } = await activateDrydock()
    const { runs } = await core.request('listRuns', { folder: fixtureFolder() })
    return runs.filter(({ definition, status }) => definition === PATH && status !== 'undone')
  }

  it('have lenses above the file and each source, and keep them while somebody types', async () => {
    const expected = [
      [0, 'drydock.dryRunIngest'],
      [0, 'drydock.ingest'],
      [0, 'drydock.dryRunTransform'],
      [0, 'drydock.transform'],
      [0, 'drydock.checkQuality'],
      [0, 'drydock.showQualityReport'],
      [4, 'drydock.dryRunIngest'],
      [4, 'drydock.ingest'],
    ]
    await eventually(async () => assert.deepEqual(await lenses(), expected))
    const editor = await window.showTextDocument(uri)
    const end = editor.document.positionAt(PIPELINE.length - 2)
    await editor.edit((edit) => edit.insert(end, '  ,"qual'))
    assert.deepEqual(await lenses(), expected)
    await commands.executeCommand('workbench.action.files.revert')
  })

  async function lenses() {
    const found = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri)
    return found.map(({ range, command }) => [range.start.line, command?.command])
  }

  it('ask no database for their quality when they are opened', async () => {
    const { quality } = await activateDrydock()
    assert.deepEqual(shown(), [])
    assert.equal(quality.controller.items.get(uri.toString()), undefined)
  })

  it('show after a transform which rules entities fail, on the lines that say so', async () => {
    const { core, quality } = await activateDrydock()
    await core.request('ingestPipeline', place())
    const { records } = await core.request('transformPipeline', place())
    assert.equal(records.created, 2)
    quality.refresh(place())
    await eventually(() =>
      assert.deepEqual(shown().map(inWords), [
        ['missing_mail: 1 of 2 entities (50.0 %)', DiagnosticSeverity.Warning, '"mail"'],
        ['no_name: 1 of 2 entities (50.0 %)', DiagnosticSeverity.Information, '"name"'],
      ]),
    )
    assert.deepEqual(await ruleItems(), [
      ['missing_crm_source', '0 of 2 entities'],
      ['missing_mail', '1 of 2 entities (50.0 %)'],
      ['no_name', '1 of 2 entities (50.0 %)'],
    ])
  })

  it('follow the lines of the file', async () => {
    await workspace.fs.writeFile(uri, Buffer.from(`// Everybody.\n${PIPELINE}`))
    await eventually(() => assert.equal(shown()[0]?.range.start.line, 9))
  })

  it('show nothing any more once all entities pass', async () => {
    const { core, quality } = await activateDrydock()
    await workspace.fs.writeFile(
      fixture('crm.csv'),
      Buffer.from('code,name,mail\n1,Al,a@x\n2,Bo,b@x\n'),
    )
    await core.request('ingestPipeline', place())
    await core.request('transformPipeline', place())
    const results = await quality.check(place(), {})
    assert.ok(results.every(({ failed }) => failed === 0))
    assert.deepEqual(shown(), [])
  })

  it('show again what the transform before had found, once the last one is undone', async () => {
    const { core, quality } = await activateDrydock()
    const [last] = await ownRuns()
    assert.equal(last?.kind, 'transform')
    const undo = await core.request('planUndo', { folder: fixtureFolder(), runId: last.id })
    await core.request('applyPlanFile', { folder: fixtureFolder(), path: undo.path })
    quality.refreshKnown()
    await eventually(() => assert.equal(shown().length, 2))
  })

  function shown(): readonly Diagnostic[] {
    return languages.getDiagnostics(uri).filter(({ source }) => source === 'Drydock Quality')
  }

  function inWords({ message, severity, range }: Diagnostic) {
    const document = workspace.textDocuments.find((one) => one.uri.toString() === uri.toString())
    return [message, severity, document?.getText(range)]
  }

  async function ruleItems() {
    const { quality } = await activateDrydock()
    const rules: TestItem[] = []
    quality.controller.items.get(uri.toString())?.children.forEach((rule) => rules.push(rule))
    return rules.map(({ label, description }) => [label, description])
  }
})
