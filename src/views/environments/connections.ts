/** What is known of the connection to each environment. The tree and the status bar show the same. */
import * as vscode from 'vscode'
import type { EnvironmentReference } from '../../contributions'
import { describeError } from '../../coreHost/coreError'
import { environmentId } from './connectionState'
import type { ConnectionState } from './connectionState'

export class Connections implements vscode.Disposable {
  readonly #states = new Map<string, ConnectionState>()
  readonly #changed = new vscode.EventEmitter<EnvironmentReference>()
  readonly onDidChange = this.#changed.event

  get(of: EnvironmentReference): ConnectionState {
    return this.#states.get(environmentId(of)) ?? { kind: 'untested' }
  }

  set(of: EnvironmentReference, state: ConnectionState): void {
    this.#states.set(environmentId(of), state)
    this.#changed.fire(of)
  }

  /** Runs something that needs the connection and notes what it says of it. */
  async observe<T>(of: EnvironmentReference, work: () => Promise<T>): Promise<T> {
    const before = this.get(of)
    this.set(of, { kind: 'connecting' })
    try {
      const result = await work()
      this.set(of, before.kind === 'connected' ? before : { kind: 'connected', detail: '' })
      return result
    } catch (error) {
      this.set(of, { kind: 'failed', reason: describeError(error) })
      throw error
    }
  }

  /** Forgets everything: the files or the core are other ones now. */
  clear(): void {
    this.#states.clear()
  }

  dispose(): void {
    this.#changed.dispose()
  }
}
