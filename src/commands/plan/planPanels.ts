/** The Plan panels as the rest of the extension knows them. Their code comes with the first of them. */
import * as vscode from 'vscode'
import { panels } from '../../contributions'
import type { SavedPlan } from '../../core/index'
import type { PlanPanelContext } from '../../views/plan/context'
import type { CommandContext } from '../context'
import { loadOnDemand } from '../loadOnDemand'
import type { OnDemand } from '../loadOnDemand'

export class PlanPanels implements vscode.Disposable {
  readonly #serializer: vscode.Disposable
  #code: OnDemand | undefined
  #context: PlanPanelContext | undefined

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: () => CommandContext,
  ) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panels.plan, {
      // Brings a panel back after a reload of the window.
      deserializeWebviewPanel: async (panel, state: unknown) => {
        const code = await this.#load()
        code.deserializePlanPanel(this.#contextFor(code), panel, state)
      },
    })
  }

  /** Shows a plan, in the panel of an earlier plan of the same definition or run where there is one. */
  async show(saved: SavedPlan): Promise<void> {
    const code = await this.#load()
    code.showPlanPanel(this.#contextFor(code), saved)
  }

  /** Asks again whether the plans that are shown can be applied: something was applied, undone or protected. */
  refresh(): void {
    this.#code?.refreshPlanPanels()
  }

  dispose(): void {
    this.#serializer.dispose()
  }

  #contextFor({ createPanelContext }: OnDemand): PlanPanelContext {
    this.#context ??= createPanelContext(this.extensionUri, this.parts())
    return this.#context
  }

  async #load(): Promise<OnDemand> {
    this.#code ??= await loadOnDemand()
    return this.#code
  }
}
