/**
 * Runs the pg_dump that comes with Drydock, compiled to WebAssembly. It needs no client programs on the machine and is
 * new enough for every server up to its own version. The driver connects as for every session; the program speaks over
 * that connection and learns neither address nor password.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Client } from 'pg'
import { throwIfAborted, UsageError } from '../../../../util/errors'
import { endpointAddress, type ServerEndpoint } from '../../../endpoint'
import { DatabaseError } from '../../../errors'
import { cancelStatement, connect } from '../connect'
import { translateError } from '../errors'
import { ConnectionBridge } from './connectionBridge'
import type { DumpProgram, DumpProgramOptions } from './dumpProgram'
import { dumpError } from './failure'
import type { DumpMessage, DumpRequest } from './protocol'

export const WEB_ASSEMBLY_VERSION = '18.3'

const BY = `pg_dump ${WEB_ASSEMBLY_VERSION} (WebAssembly)`

export function webAssemblyDump(endpoint: ServerEndpoint): DumpProgram {
  const where = endpointAddress(endpoint)
  return {
    by: BY,
    async dump(options) {
      throwIfAborted(options.signal)
      const { client, backend } = await connect(endpoint, 'read').catch(refused(where))
      const cancel = () => void cancelStatement(endpoint, backend).catch(() => undefined)
      options.signal.addEventListener('abort', cancel)
      try {
        return await new DumpRun(options, where).output(client)
      } finally {
        options.signal.removeEventListener('abort', cancel)
        await client.end().catch(() => undefined)
      }
    },
  }
}

/** The driver's error as ours. */
const refused = (where: string) => (error: unknown) => {
  throw error instanceof UsageError ? error : translateError(error, where)
}

type End = Extract<DumpMessage, { kind: 'end' }>

/** A program that sees its connection end says so and ends. One that does not within this time never will. */
const PATIENCE_MS = 5_000

/** One run of the program in its thread. */
class DumpRun {
  private readonly worker = new Worker(workerFile(), { execArgv: [], env: {} })
  private readonly end: Promise<End>
  private bridge: ConnectionBridge | undefined
  private patience: NodeJS.Timeout | undefined

  constructor(
    private readonly options: DumpProgramOptions,
    private readonly where: string,
  ) {
    this.end = new Promise<End>((resolve, reject) => {
      this.worker.on('message', (message: DumpMessage) => {
        if (message.kind === 'end') resolve(message)
        else this.pass(message)
      })
      this.worker.once('error', reject)
      this.worker.once('exit', () => reject(new Error('the thread of pg_dump ended')))
    })
    this.end.catch(() => undefined)
  }

  /** What the program wrote. Throws what it said when it gave up, or `AbortedError`. */
  async output(client: Client): Promise<Uint8Array> {
    const { args, signal } = this.options
    const stop = () => void this.worker.terminate()
    signal.addEventListener('abort', stop)
    try {
      const bridge = await ConnectionBridge.over(client, () => this.cutOff()).catch(
        refused(this.where),
      )
      this.bridge = bridge
      throwIfAborted(signal)
      this.worker.postMessage({ args, fromServer: bridge.fromServer } satisfies DumpRequest)
      return this.judge(await this.end)
    } catch (error) {
      this.bridge?.destroy()
      throwIfAborted(signal)
      throw error instanceof DatabaseError ? error : this.broken(error)
    } finally {
      clearTimeout(this.patience)
      signal.removeEventListener('abort', stop)
      await this.worker.terminate()
    }
  }

  private cutOff(): void {
    this.patience = setTimeout(() => void this.worker.terminate(), PATIENCE_MS)
  }

  private pass(message: Exclude<DumpMessage, End>): void {
    if (message.kind === 'toServer') this.bridge?.send(message.bytes)
    else this.bridge?.resume()
  }

  private judge({ status, output, messages }: End): Uint8Array {
    if (status === 0) return output
    throw this.failure(messages, `pg_dump ended with code ${status}`)
  }

  /** The thread did not come to its end. */
  private broken(error: unknown): DatabaseError {
    const reason = error instanceof Error ? error.message : String(error)
    return this.failure('', this.bridge?.isCutOff === true ? 'the connection was lost' : reason)
  }

  private failure(messages: string, otherwise: string): DatabaseError {
    const isCutOff = this.bridge?.isCutOff === true
    return dumpError({ by: BY, where: this.where, messages, otherwise, isCutOff })
  }
}

/** Beside the bundle in dist/; in tests that run from the sources, the built one. */
function workerFile(): string {
  const beside = join(__dirname, 'pgDumpWorker.js')
  return existsSync(beside) ? beside : join(__dirname, '../../../../../../dist/pgDumpWorker.js')
}
