/** `${secret:NAME}` from the editor's secret storage, asked for when it is first needed. */
import * as vscode from 'vscode'
import type { SecretRequest } from '../../coreHost/protocol'

export class Secrets {
  readonly #asking = new Map<string, Promise<string | undefined>>()
  /** Those that the user did not want to give; nobody is asked twice by a view that refreshes itself. */
  readonly #declined = new Set<string>()

  constructor(private readonly storage: vscode.SecretStorage) {}

  /** The stored value, else what the user types now, else undefined. */
  async get(request: SecretRequest): Promise<string | undefined> {
    const id = secretId(request)
    const stored = await this.storage.get(id)
    if (stored !== undefined || this.#declined.has(id)) return stored
    const asked = this.#asking.get(id) ?? this.ask(request)
    this.#asking.set(id, asked)
    return asked.finally(() => this.#asking.delete(id))
  }

  /** Asks for a value and stores it. */
  async ask(request: SecretRequest): Promise<string | undefined> {
    const value = await vscode.window.showInputBox({
      title: `Drydock: secret "${request.name}"`,
      prompt: 'Kept in the secret storage of the editor, in no file.',
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) => (text === '' ? 'a secret cannot be empty' : undefined),
    })
    if (value === undefined) this.#declined.add(secretId(request))
    else await this.store(request, value)
    return value
  }

  async store(request: SecretRequest, value: string): Promise<void> {
    await this.storage.store(secretId(request), value)
    this.#declined.delete(secretId(request))
  }

  /** Lets declined secrets be asked for again, because the user started something on purpose. */
  askAgain(): void {
    this.#declined.clear()
  }
}

/** Two workspaces may each have a secret `prod`. */
function secretId({ folder, name }: SecretRequest): string {
  return `drydock.secret:${folder}:${name}`
}
