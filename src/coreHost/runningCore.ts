/** One core process, from its start to its end, and those who wait for its answers. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { CoreConnection } from './connection'
import type { CoreError } from './coreError'

const patienceMilliseconds = 2000

export class RunningCore {
  readonly #waiting = new Set<(error: CoreError) => void>()
  #stopped: CoreError | undefined

  constructor(
    readonly child: ChildProcess,
    readonly connection: CoreConnection,
  ) {}

  /** Waits for an answer, or for the process to stop. */
  async answer<T>(asking: Promise<T>): Promise<T> {
    if (this.#stopped !== undefined) throw this.#stopped
    let leave: (error: CoreError) => void = () => undefined
    const stopped = new Promise<never>((_, reject) => this.#waiting.add((leave = reject)))
    try {
      return await Promise.race([asking, stopped])
    } finally {
      this.#waiting.delete(leave)
    }
  }

  /** Rejects whoever waits and closes the channel, on which the process exits. False where it was stopped before. */
  stop(reason: CoreError): boolean {
    if (this.#stopped !== undefined) return false
    this.#stopped = reason
    for (const reject of this.#waiting) reject(reason)
    this.connection.dispose()
    if (this.child.connected) this.child.disconnect()
    return true
  }

  /** Waits for the end; a process that does not heed its closed channel is killed. */
  async exited(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), patienceMilliseconds)
    await new Promise((resolve) => this.child.once('exit', resolve))
    clearTimeout(impatience)
  }
}

/** Starts the process under this process's own Node; what it prints goes to `log`, line by line. */
export function spawnCore(
  modulePath: string,
  log: (line: string) => void,
  execArgv: readonly string[] = [],
): ChildProcess {
  const child = fork(modulePath, [], {
    execArgv: [...execArgv],
    // The editor's executable is Electron, which behaves as Node when it is told to.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    silent: true,
  })
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()))
  return child
}

/** Why a process ended, for people. */
export function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `it was ended by ${signal}`
  return code === 0 ? 'it exited' : `it exited with code ${code ?? 'unknown'}`
}
