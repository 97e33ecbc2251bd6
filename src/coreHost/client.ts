/**
 * The extension's end of the core process: starts it on first need, one for each window, and says so when it
 * dies. It knows nothing of the editor, so that it can be tested with real processes and nothing else.
 */
import type { WorkOptions } from '../core/index'
import type { SecretAnswerer } from './connection'
import { CoreError } from './coreError'
import type { CoreMethod, CoreParams, CoreResult, CurrentFacts } from './protocol'
import { exitReason, RunningCore, spawnCore } from './runningCore'

export interface CoreClient {
  /** Starts the core on first need. Rejects with `CoreError`. */
  request<M extends CoreMethod>(
    method: M,
    params: CoreParams<M>,
    options?: WorkOptions,
  ): Promise<CoreResult<M>>
}

export interface CoreProcessOptions {
  /** The bundle of `main.ts`. */
  readonly modulePath: string
  /** *Invariant:* while this is false no process starts, and so no connection opens. */
  readonly isTrusted: () => boolean
  readonly secret: SecretAnswerer
  /** What is known of the current environment of a folder; goes with every request that names one. */
  readonly current?: (folder: string) => CurrentFacts
  /** Hears what the core prints and what becomes of its process. */
  readonly log: (line: string) => void
  /** The process ended although nobody asked for it. */
  readonly onStopped: (reason: string) => void
  readonly execArgv?: readonly string[]
}

/**
 * A core process that is started when it is needed. One that died stays dead until `restart`: a core that
 * crashes on what it is asked must not be started over and over by a view that refreshes itself.
 */
export class CoreProcess implements CoreClient {
  #running: Promise<RunningCore> | undefined
  #stopReason: string | undefined

  constructor(private readonly options: CoreProcessOptions) {}

  async request<M extends CoreMethod>(
    method: M,
    params: CoreParams<M>,
    options: WorkOptions = {},
  ): Promise<CoreResult<M>> {
    if (options.signal?.aborted === true) throw abortedError()
    const core = await this.#start()
    return core.answer(core.connection.request(method, this.#withCurrent(params), options))
  }

  /** The id of the process, undefined while none runs. */
  async processId(): Promise<number | undefined> {
    return (await this.#running)?.child.pid
  }

  /** Ends the process where there is one; the next request starts another. */
  async restart(): Promise<void> {
    await this.#end('it was restarted')
    this.#stopReason = undefined
  }

  dispose(): void {
    this.#stopReason = 'the window is closing'
    void this.#end(this.#stopReason)
  }

  #withCurrent<P extends object>(params: P): P {
    const { current } = this.options
    if (current === undefined || !('folder' in params) || typeof params.folder !== 'string')
      return params
    return { ...params, current: current(params.folder) }
  }

  #start(): Promise<RunningCore> {
    if (!this.options.isTrusted()) return Promise.reject(untrustedError())
    if (this.#stopReason !== undefined) return Promise.reject(notRunningError(this.#stopReason))
    this.#running ??= this.#launch()
    return this.#running
  }

  async #launch(): Promise<RunningCore> {
    const begin = performance.now()
    // The bundler leaves this path alone: it names the second bundle, beside the extension's.
    const { connectCore } = await import('./connection.js')
    const { modulePath, log, execArgv, secret } = this.options
    const child = spawnCore(modulePath, log, execArgv)
    const core = new RunningCore(child, connectCore(child, secret, makeError))
    child.once('error', (error) => this.#died(core, error.message))
    child.once('exit', (code, signal) => this.#died(core, exitReason(code, signal)))
    await core.answer(core.connection.request('ping', {}, {}))
    log(`core ${child.pid ?? ''} started in ${Math.round(performance.now() - begin)} ms`)
    return core
  }

  #died(core: RunningCore, reason: string): void {
    if (!core.stop(stoppedError(reason))) return
    this.#running = undefined
    this.#stopReason = reason
    this.options.log(`core stopped: ${reason}`)
    this.options.onStopped(reason)
  }

  async #end(reason: string): Promise<void> {
    const core = await this.#running?.catch(() => undefined)
    this.#running = undefined
    if (core?.stop(stoppedError(reason)) === true) await core.exited()
  }
}

function makeError(...args: ConstructorParameters<typeof CoreError>): CoreError {
  return new CoreError(...args)
}

function abortedError(): CoreError {
  return new CoreError('the operation was cancelled', { kind: 'AbortedError', code: 'aborted' })
}

function untrustedError(): CoreError {
  return new CoreError('this workspace is not trusted, so no connection is opened', {
    kind: 'RefusedError',
    code: 'untrusted-workspace',
    mend: 'run "Workspaces: Manage Workspace Trust" to trust it',
  })
}

/** For those who waited while it stopped; they hear it from `onStopped` too. */
function stoppedError(reason: string): CoreError {
  return new CoreError(`Drydock's core stopped: ${reason}`, {
    kind: 'Error',
    code: 'core-stopped',
    mend: 'run "Drydock: Restart Core"',
    transient: true,
  })
}

/** For those who come after it has stopped. */
function notRunningError(reason: string): CoreError {
  return new CoreError(`Drydock's core is not running: ${reason}`, {
    kind: 'Error',
    code: 'core-not-running',
    mend: 'run "Drydock: Restart Core"',
    transient: true,
  })
}
