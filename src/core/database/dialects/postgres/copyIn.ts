/**
 * Rows for COPY … FROM STDIN, written to the connection as they come: a message for each chunk, whatever rows it has.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY
 */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Client, Connection, Submittable } from 'pg'

const COPY_DATA = 0x64

/** The driver's connection, which does not declare these. */
type OpenConnection = Connection & {
  readonly stream: Socket
  query(text: string): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

/**
 * Runs statements one after the other, in one round trip: `text` has them, of which a `copy … from stdin` takes each of `rows`, in
 * their order, and no other gives any. The server passes over bytes that it did not ask for, so that it need not be waited for.
 * While it takes none, none are asked for. Throws the driver's error; outside of a transaction, too, none of the rows are there
 * then.
 */
export async function copyIn(
  client: Client,
  text: string,
  rows: readonly AsyncIterable<Buffer>[],
): Promise<void> {
  const copy = new CopyIn(text)
  client.query(copy)
  const connection = await copy.begun
  try {
    for (const chunks of rows) {
      for await (const chunk of chunks) {
        if (copy.failed) break
        if (chunk.length > 0) await send(connection, chunk, copy)
      }
      if (copy.failed) break
      connection.endCopyFrom()
    }
  } catch (error) {
    // The rows broke off: the server has to know, or it would keep those that it has.
    if (!copy.failed) connection.sendCopyFail('the rows broke off')
    await copy.ended.catch(() => undefined)
    throw error
  }
  await copy.ended
}

async function send({ stream }: OpenConnection, chunk: Buffer, copy: CopyIn): Promise<void> {
  const head = Buffer.allocUnsafe(5)
  head[0] = COPY_DATA
  head.writeUInt32BE(chunk.length + 4, 1)
  stream.cork()
  stream.write(head)
  const hasRoom = stream.write(chunk)
  stream.uncork()
  // A connection that breaks while it is full never has room again.
  if (!hasRoom) await Promise.race([once(stream, 'drain'), copy.ended.catch(() => undefined)])
}

class CopyIn implements Submittable {
  failed = false
  readonly begun: Promise<OpenConnection>
  readonly ended: Promise<void>
  private begin: (connection: OpenConnection) => void = () => undefined
  private end: () => void = () => undefined
  private fail: (error: Error) => void = () => undefined

  constructor(private readonly text: string) {
    const ended = new Promise<void>((resolve, reject) => {
      this.end = resolve
      this.fail = reject
    })
    this.ended = ended
    // The connection has ended before it was sent: nobody waits for the end yet.
    this.begun = new Promise<OpenConnection>((resolve, reject) => {
      this.begin = resolve
      ended.catch(reject)
    })
    this.begun.catch(() => undefined)
  }

  submit(connection: Connection): void {
    const open = connection as OpenConnection
    open.query(this.text)
    this.begin(open)
  }

  handleCopyInResponse(): void {
    // The bytes are under way.
  }

  handleError(error: Error): void {
    this.failed = true
    this.fail(error)
  }

  handleCommandComplete(): void {
    // How many rows there were is asked of the table.
  }

  handleReadyForQuery(): void {
    this.end()
  }
}
