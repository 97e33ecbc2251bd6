/** What decides about the current environment: what its user chose, and what is checked out. */
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import type { CurrentFacts } from '../../coreHost/protocol'
import { Disposables } from '../disposables'
import { environmentId } from './connectionState'
import type { GitHeads } from './gitHeads'

const storedChoice = 'drydock.currentEnvironment'

export class CurrentContext implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>())

  readonly onDidChange = this.#changed.event

  constructor(
    private readonly git: GitHeads,
    private readonly memory: vscode.Memento,
  ) {
    this.#disposables.add(git.onDidChange(() => this.#changed.fire()))
  }

  /** The id of the environment that was chosen; see `environmentId`. */
  get choice(): string | undefined {
    return this.memory.get<string>(storedChoice)
  }

  /** Without an environment the git branch decides again. */
  async choose(of: EnvironmentReference | undefined): Promise<void> {
    await this.memory.update(storedChoice, of && environmentId(of))
    this.#changed.fire()
  }

  /** What goes with every request about a folder. */
  factsOf(folder: string): CurrentFacts {
    const head = this.git.headOf(folder)
    const prefix = environmentId({ folder, environment: '' })
    const { choice } = this
    return {
      ...(choice?.startsWith(prefix) === true && { chosen: choice.slice(prefix.length) }),
      ...(head !== undefined && { head }),
    }
  }

  dispose(): void {
    this.#disposables.dispose()
  }
}
