/** Runs a pg_dump that is installed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { AbortedError, throwIfAborted } from '../../../../util/errors'
import { endpointAddress, type ServerEndpoint } from '../../../endpoint'
import type { Variables } from './bareEnvironment'
import type { DumpProgram, DumpProgramOptions } from './dumpProgram'
import { dumpError } from './failure'
import type { InstalledProgram } from './findPrograms'
import { libpqSettings } from './libpqSettings'

/** Undefined where it cannot connect as our sessions do. */
export function installedDump(
  { file, version }: InstalledProgram,
  endpoint: ServerEndpoint,
): DumpProgram | undefined {
  const env = libpqSettings(endpoint, file)
  if (env === undefined) return undefined
  const by = `pg_dump ${version}`
  const where = endpointAddress(endpoint)
  return {
    by,
    async dump(options) {
      const { output, messages, end } = await run(file, env, options)
      if (end === undefined) return output
      throw dumpError({ by, where, messages, otherwise: `pg_dump ended with ${end}` })
    },
  }
}

interface Ended {
  readonly output: Uint8Array
  readonly messages: string
  /** How it ended, where that is not well. */
  readonly end: string | undefined
}

function run(file: string, env: Variables, { args, signal }: DumpProgramOptions): Promise<Ended> {
  throwIfAborted(signal)
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  const output = collect(child.stdout)
  const messages = collect(child.stderr)
  const stop = () => endSoon(child)
  signal.addEventListener('abort', stop)
  return new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, by) => {
      if (signal.aborted) reject(new AbortedError(signal.reason))
      else
        resolve({
          output: output(),
          messages: new TextDecoder().decode(messages()),
          end: code === 0 ? undefined : by === null ? `code ${code}` : by,
        })
    })
  }).finally(() => signal.removeEventListener('abort', stop))
}

function collect(stream: NodeJS.ReadableStream): () => Uint8Array {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks)
}

const PATIENCE_MS = 2_000

/** Asked to end, it cancels its statement at the server first. */
function endSoon(child: ChildProcess): void {
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  child.once('close', () => clearTimeout(force))
}
