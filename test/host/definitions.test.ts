import assert from 'node:assert/strict'
import { commands, languages, window, workspace } from 'vscode'
import type { CodeLens } from 'vscode'
import { activateDrydock, eventually, fixture } from './drydock'

describe('definition files in the editor', () => {
  it('have Dry run and Apply above them', async () => {
    await activateDrydock()
    const uri = fixture('fab-order.mapping.jsonc')
    await window.showTextDocument(uri)
    const lenses = await eventually(async () => {
      const found = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri)
      assert.equal(found.length, 2)
      return found
    })
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ['drydock.dryRunMapping', 'drydock.applyMapping'],
    )
    assert.equal(lenses[0]?.range.start.line, 1)
  })

  it('show their problems where they are, until they are mended', async () => {
    await activateDrydock()
    const uri = fixture('broken.mapping.jsonc')
    const good = (await workspace.openTextDocument(fixture('fab-order.mapping.jsonc'))).getText()
    await workspace.fs.writeFile(uri, Buffer.from(good.replace('"production"', '"produktion"')))
    const editor = await window.showTextDocument(uri)
    await eventually(() => {
      const [problem, ...others] = languages.getDiagnostics(uri).filter(isOurs)
      assert.deepEqual(others, [])
      assert.match(problem?.message ?? '', /there is no environment "produktion".*production/)
      assert.equal(problem?.range.start.line, 2)
    })
    const wrong = editor.document.getText().indexOf('produktion')
    await editor.edit((edit) => {
      const { document } = editor
      const start = document.positionAt(wrong)
      edit.replace(
        document.getWordRangeAtPosition(start) ?? document.lineAt(start).range,
        'production',
      )
    })
    await editor.document.save()
    await eventually(() => assert.deepEqual(languages.getDiagnostics(uri).filter(isOurs), []))
    await workspace.fs.delete(uri)
  })
})

function isOurs({ source }: { readonly source?: string }): boolean {
  return source === 'Drydock'
}
