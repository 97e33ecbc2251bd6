/**
 * The thread in which pg_dump runs. It computes synchronously and waits for each answer of the server; the connection
 * is in another thread, which need not wait.
 */
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import loadPgDump, { type PgDump } from 'pg_dump/loader'
import { RingReader } from './byteRing'
import { MessageFollower } from './messageFollower'
import type { DumpMessage, DumpRequest } from './protocol'

/** In a file system that is in memory. */
const OUTPUT = '/dump.sql'

parentPort?.once('message', (request: DumpRequest) => {
  run(request)
    .then(say)
    .catch((error: unknown) => {
      // Told to whoever started the thread, as its error.
      process.nextTick(() => {
        throw error
      })
    })
})

function say(message: DumpMessage): void {
  parentPort?.postMessage(message)
}

async function run({ args, fromServer }: DumpRequest): Promise<DumpMessage> {
  const messages: string[] = []
  let status = 0
  const program = await loadPgDump({
    thisProgram: 'pg_dump',
    locateFile: (name) => join(__dirname, name),
    print: (line) => messages.push(line),
    printErr: (line) => messages.push(line),
    onExit: (code) => (status = code),
  })
  const reader = new RingReader(fromServer, () => say({ kind: 'room' }))
  connectProgram(program, reader)
  program.callMain([...args, '--username=drydock', '--dbname=drydock', `--file=${OUTPUT}`])
  const output = status === 0 ? program.FS.readFile(OUTPUT) : new Uint8Array()
  return { kind: 'end', status, output, messages: messages.join('\n') }
}

function connectProgram(program: PgDump, reader: RingReader): void {
  const server = new MessageFollower()
  let hasAsked = true
  const read = (address: number, length: number) => {
    // After much data, libpq tries for more as from a socket that never waits. Nothing more will come.
    if (!hasAsked && server.isAnswered && reader.isEmpty) return 0
    hasAsked = false
    const bytes = program.HEAPU8.subarray(address, address + length)
    const count = reader.read(bytes)
    server.follow(bytes.subarray(0, count))
    return count
  }
  const write = (address: number, length: number) => {
    hasAsked = true
    say({ kind: 'toServer', bytes: program.HEAPU8.slice(address, address + length) })
    return length
  }
  program._pgl_set_rw_cbs(program.addFunction(read, 'iii'), program.addFunction(write, 'iii'))
}
