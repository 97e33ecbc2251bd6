/** The Quality Reports as the rest of the extension knows them. Their code comes with the first of them. */
import * as vscode from 'vscode'
import { panels } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import { loadOnDemand } from '../loadOnDemand'
import type { PipelineFile, QualityPanelContext } from '../../views/qualityReport/panel'

export class QualityPanels implements vscode.Disposable {
  readonly #serializer: vscode.Disposable
  readonly #context: QualityPanelContext

  constructor(extensionUri: vscode.Uri, core: CoreClient) {
    this.#context = { extensionUri, core }
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panels.qualityReport, {
      // Brings a panel back after a reload of the window.
      deserializeWebviewPanel: async (panel, state: unknown) =>
        (await loadOnDemand()).deserializeQualityPanel(this.#context, panel, state),
    })
  }

  async show(file: PipelineFile): Promise<void> {
    const { showQualityPanel } = await loadOnDemand()
    showQualityPanel(this.#context, file)
  }

  dispose(): void {
    this.#serializer.dispose()
  }
}
