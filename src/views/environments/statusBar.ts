/** The one status-bar item: the current environment and its connection. */
import * as vscode from 'vscode'
import { commandLink } from '../typedCommands'
import type { CoreClient } from '../../coreHost/client'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import { chooseEnvironment } from './chooseEnvironment'
import type { ListedEnvironment } from './chooseEnvironment'
import type { Connections } from './connections'
import { describeState, environmentId } from './connectionState'
import type { ConnectionState } from './connectionState'

const storedChoice = 'drydock.currentEnvironment'

export class EnvironmentStatus implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #item = this.#disposables.add(
    vscode.window.createStatusBarItem('drydock.environment', vscode.StatusBarAlignment.Left),
  )
  #current: ListedEnvironment | undefined

  constructor(
    private readonly core: CoreClient,
    private readonly folders: DrydockFolders,
    private readonly connections: Connections,
    private readonly memory: vscode.Memento,
  ) {
    this.#item.name = 'Drydock Environment'
    this.#item.command = commandLink('drydock.selectEnvironment', 'Select Environment')
    this.#disposables.add(folders.onDidChange(() => void this.update()))
    this.#disposables.add(connections.onDidChange(() => this.#show()))
  }

  get current(): ListedEnvironment | undefined {
    return this.#current
  }

  async choose(environment: ListedEnvironment): Promise<void> {
    this.#current = environment
    await this.memory.update(storedChoice, environmentId(environment))
    this.#show()
  }

  /** Reads the environments again. Quiet when they cannot be read: the Problems view says why. */
  async update(): Promise<void> {
    const all = await this.listEnvironments().catch(() => [])
    this.#current = chooseEnvironment(all, this.memory.get<string>(storedChoice))
    this.#show()
  }

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
    if (this.#current === undefined) {
      this.#item.hide()
      return
    }
    const { environment, listing } = this.#current
    const state = this.connections.get(this.#current)
    const { protection, address } = listing
    this.#item.text = `${statusIcon(state)} ${environment}${protection === 'open' ? '' : ` (${protection})`}`
    this.#item.tooltip = `Drydock: ${environment}, ${protection}\n${address}\n${describeState(state)}`
    this.#item.backgroundColor =
      protection === 'open' ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground')
    this.#item.show()
  }
}

function statusIcon(state: ConnectionState): string {
  switch (state.kind) {
    case 'untested':
      return '$(database)'
    case 'connecting':
      return '$(loading~spin)'
    case 'connected':
      return '$(pass)'
    case 'failed':
      return '$(error)'
  }
}
