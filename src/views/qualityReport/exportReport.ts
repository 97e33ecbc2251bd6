/** Writes a report that is shown to a file that its reader chooses. */
import * as vscode from 'vscode'
import type { CoreClient } from '../../coreHost/client'
import type { QualityReport } from '../../core/index'
import type { PipelineFile } from './panel'
import type { ExportFormat } from './protocol'

const FORMATS: Readonly<Record<ExportFormat, { readonly name: string; readonly ending: string }>> =
  {
    html: { name: 'HTML', ending: 'html' },
    markdown: { name: 'Markdown', ending: 'md' },
  }

/** What is written is what is shown: nothing is read again. */
export async function exportReport(
  core: CoreClient,
  { folder, path }: PipelineFile,
  report: QualityReport,
  { format }: { readonly format: ExportFormat },
): Promise<void> {
  const { name, ending } = FORMATS[format]
  const file = path.replace(/\.pipeline\.jsonc$/, `.quality.${ending}`)
  const uri = await vscode.window.showSaveDialog({
    title: `Export as ${name}`,
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(folder), file),
    filters: { [name]: [ending] },
  })
  if (uri === undefined) return
  const text = await core.request('renderQuality', { report, format })
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text))
  void offerToOpen(uri)
}

async function offerToOpen(uri: vscode.Uri): Promise<void> {
  const message = `The quality report was exported to ${vscode.workspace.asRelativePath(uri)}.`
  const choice = await vscode.window.showInformationMessage(message, 'Open')
  if (choice === 'Open') await vscode.window.showTextDocument(uri)
}
