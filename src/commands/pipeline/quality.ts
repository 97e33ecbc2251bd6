/**
 * The quality of silver tables as the rest of the extension knows it: rules in the Test Explorer, what they find among the
 * problems. The code comes with the first of them that is asked for; a database is asked after a transform, or when somebody
 * wants it.
 */
import * as vscode from 'vscode'
import type { CoreClient } from '../../coreHost/client'
import type { QualityResult, WorkOptions } from '../../core/index'
import { Disposables } from '../../views/disposables'
import type { DrydockFolders } from '../../views/folders'
import { loadOnDemand, type OnDemand } from '../loadOnDemand'
import type { DefinitionFile } from '../definitions/askForDefinition'

type QualityChecks = InstanceType<OnDemand['QualityChecks']>

export class Quality implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly problems = this.#disposables.add(
    vscode.languages.createDiagnosticCollection('drydock.quality'),
  )
  readonly controller = this.#disposables.add(
    vscode.tests.createTestController('drydock.quality', 'Drydock Quality'),
  )
  #checks: QualityChecks | undefined

  constructor(
    private readonly core: CoreClient,
    private readonly folders: DrydockFolders,
    private readonly log: (line: string) => void,
  ) {
    const { controller } = this
    const discover = async (): Promise<void> => {
      if (vscode.workspace.isTrusted) await (await this.#load()).discover()
    }
    controller.resolveHandler = (item) => (item === undefined ? discover() : undefined)
    controller.refreshHandler = discover
    controller.createRunProfile(
      'Check Quality',
      vscode.TestRunProfileKind.Run,
      async (request, token) => (await this.#load()).run(request, token),
      true,
    )
  }

  /** Counts what the rules find in the table as it is now. Throws what the core throws. */
  async check(file: DefinitionFile, options: WorkOptions): Promise<readonly QualityResult[]> {
    return (await this.#load()).check(file, { ...options, now: true })
  }

  /** A transform was made: shows what it has found. */
  refresh(file: DefinitionFile): void {
    this.#follow(this.#refresh(file))
  }

  /** Something was undone: whatever is shown is looked at again. */
  refreshKnown(): void {
    if (this.#checks !== undefined) this.#follow(this.#checks.checkKnown())
    this.#follow(loadOnDemand().then(({ refreshQualityPanels }) => refreshQualityPanels()))
  }

  async #refresh(file: DefinitionFile): Promise<void> {
    const checks = await this.#load()
    await checks.check(file, { now: false })
    const { refreshQualityPanels } = await loadOnDemand()
    refreshQualityPanels(file)
  }

  /** Nobody waits for it. */
  #follow(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.log(`quality could not be read: ${String(error)}`))
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  async #load(): Promise<QualityChecks> {
    const { QualityChecks } = await loadOnDemand()
    const { core, folders, controller, problems } = this
    this.#checks ??= this.#disposables.add(
      new QualityChecks({ core, folders, controller, problems }),
    )
    return this.#checks
  }
}
