import type { AppMessage, HostMessage, Method, Params, PlanState, Result } from '../protocol'

/** The part of VS Code's webview API, or of its stand-in in a test page, that messages need. */
export interface MessagePortLike {
  postMessage(message: AppMessage): void
  onMessage(listener: (message: HostMessage) => void): void
}

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** A request that was given up by its sender. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'
}

/** The page's end of the protocol: typed requests that can be cancelled, and news of the plan's state. */
export class HostConnection {
  readonly #pending = new Map<number, Pending>()
  #lastId = 0

  constructor(
    private readonly port: MessagePortLike,
    onState: (state: PlanState) => void,
  ) {
    port.onMessage((message) => {
      if (message.kind === 'state') onState(message.state)
      else this.#settle(message)
    })
  }

  /** Asks the extension. An aborted signal rejects at once and tells the extension to stop. */
  request<M extends Method>(
    method: M,
    params: Params<M>,
    signal?: AbortSignal,
  ): Promise<Result<M>> {
    if (signal?.aborted === true) return Promise.reject(new CancelledError())
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (result: unknown) => void, reject })
      signal?.addEventListener('abort', () => this.#cancel(id), { once: true })
      this.port.postMessage({ kind: 'request', id, method, params })
    })
  }

  #cancel(id: number): void {
    const pending = this.#take(id)
    if (pending === undefined) return
    this.port.postMessage({ kind: 'cancel', id })
    pending.reject(new CancelledError())
  }

  #settle(message: Exclude<HostMessage, { kind: 'state' }>): void {
    const pending = this.#take(message.id)
    if (message.kind === 'response') pending?.resolve(message.result)
    else pending?.reject(new Error(message.message))
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }
}
