/**
 * The core process: the core behind JSON-RPC over Node's IPC channel. It belongs to one window and lives no
 * longer than the channel to it.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node'
import { toResponseError } from './errorData'
import { secretMethod } from './protocol'
import type { SecretRequest } from './protocol'
import { createHandlers, registerHandlers } from './requests'

function main(): void {
  if (process.send === undefined) {
    process.stderr.write('the core host is started by the Drydock extension, not by hand\n')
    process.exit(2)
  }
  process.on('disconnect', () => process.exit(0))
  guardAgainstCrashes()
  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  )
  const askSecret = async (request: SecretRequest): Promise<string | undefined> =>
    (await connection.sendRequest<string | null>(secretMethod, request)) ?? undefined
  registerHandlers(connection, createHandlers(askSecret), toResponseError)
  connection.listen()
}

/**
 * A promise that nobody awaits is a bug to be logged, not a reason to take a run in progress down. After an
 * uncaught exception nothing can be relied on any more: the process ends, and the ledger tells what it was doing.
 */
function guardAgainstCrashes(): void {
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`unhandled rejection: ${stackOf(reason)}\n`)
  })
  process.on('uncaughtException', (error) => {
    process.stderr.write(`uncaught exception: ${stackOf(error)}\n`)
    process.exit(70)
  })
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main()
