/** The one status-bar item: the current environment, why it is that, and its connection. */
import * as vscode from 'vscode'
import { commandLink } from '../typedCommands'
import type { EnvironmentReference } from '../../contributions'
import type { CurrentReport } from '../../core/index'
import type { CoreClient } from '../../coreHost/client'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import { currentState } from './chooseEnvironment'
import type { CurrentState, ListedEnvironment } from './chooseEnvironment'
import type { Connections } from './connections'
import { environmentId } from './connectionState'
import type { CurrentContext } from './currentContext'
import { describeCurrent } from './describeCurrent'

export class EnvironmentStatus implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #item = this.#disposables.add(
    vscode.window.createStatusBarItem('drydock.environment', vscode.StatusBarAlignment.Left),
  )
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>())
  #state: CurrentState = { kind: 'none' }
  /** Tells the latest update from one that a checkout has made stale. */
  #update = 0

  /** Another environment is the current one, or it is so for another reason. */
  readonly onDidChange = this.#changed.event

  constructor(
    private readonly core: CoreClient,
    private readonly folders: DrydockFolders,
    private readonly connections: Connections,
    private readonly context: CurrentContext,
  ) {
    this.#item.name = 'Drydock Environment'
    this.#item.command = commandLink('drydock.selectEnvironment', 'Select Environment')
    this.#disposables.add(folders.onDidChange(() => void this.update()))
    this.#disposables.add(context.onDidChange(() => void this.update()))
    this.#disposables.add(connections.onDidChange(() => this.#show()))
  }

  get state(): CurrentState {
    return this.#state
  }

  get current(): ListedEnvironment | undefined {
    return this.#state.kind === 'known' ? this.#state.of : undefined
  }

  isCurrent(of: EnvironmentReference): boolean {
    const { current } = this
    return current !== undefined && environmentId(current) === environmentId(of)
  }

  /** The environment that was picked; without one the git branch decides again. */
  async choose(environment: ListedEnvironment | undefined): Promise<void> {
    await this.context.choose(environment)
    await this.update()
  }

  /** Asks for the current environment again. Quiet when the file cannot be read: the Problems view says why. */
  async update(): Promise<void> {
    const update = ++this.#update
    const all = await this.listEnvironments().catch(() => [])
    const answer = await this.describe().catch(() => undefined)
    if (update !== this.#update) return
    const state = currentState(all, this.context.choice, answer)
    const isSame = JSON.stringify(state) === JSON.stringify(this.#state)
    this.#state = state
    this.#show()
    if (!isSame) this.#changed.fire()
  }

  /** What the core says of the folder that has the say; undefined where there is none. */
  async describe(): Promise<
    { readonly folder: string; readonly report: CurrentReport } | undefined
  > {
    const { paths } = this.folders
    const { choice = '' } = this.context
    const folder = paths.find((path) => choice.startsWith(`${path}#`)) ?? paths[0]
    if (folder === undefined || !vscode.workspace.isTrusted) return undefined
    return { folder, report: await this.core.request('describeCurrent', { folder }) }
  }

  /** Those that `drydock.jsonc` lists. */
  async listEnvironments(): Promise<readonly ListedEnvironment[]> {
    if (!vscode.workspace.isTrusted) return []
    const lists = await Promise.all(
      this.folders.paths.map(async (folder) => {
        const listings = await this.core.request('listEnvironments', { folder })
        return listings.map((listing) => ({ folder, environment: listing.name, listing }))
      }),
    )
    return lists.flat()
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  #show(): void {
    const { current } = this
    const connection =
      current === undefined ? ({ kind: 'untested' } as const) : this.connections.get(current)
    const shown = describeCurrent(this.#state, connection)
    if (shown === undefined) return this.#item.hide()
    this.#item.text = shown.text
    this.#item.tooltip = shown.tooltip
    this.#item.backgroundColor = shown.warns
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined
    this.#item.show()
  }
}
