/**
 * Rows of COPY … TO STDOUT from the connection's bytes. The server sends each row as a message of its own; taking
 * their heads out where they lie costs a fraction of what an object for each would.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
import type { Client, Connection, Submittable } from 'pg'
import type { Socket } from 'node:net'

const COPY_DATA = 0x64
const COPY_OUT_RESPONSE = 0x48
const NOTICE = 0x4e
const PARAMETER_STATUS = 0x53
const NOTIFICATION = 0x41
/** What may come between the rows and is none of them. */
const BETWEEN = new Set([COPY_OUT_RESPONSE, NOTICE, PARAMETER_STATUS, NOTIFICATION])

/** A message's type, and its length with that of the length. */
const HEAD = 5

/** Bytes that wait for their reader before the connection has to wait. */
const READ_AHEAD = 1 << 20

/** Runs a COPY statement. While nobody takes the rows, little is read from the server. */
export async function* copyOut(client: Client, text: string): AsyncGenerator<Buffer> {
  const rows = new CopyOut(text)
  client.query(rows)
  for (;;) {
    const chunk = await rows.next()
    if (chunk === undefined) return
    yield chunk
  }
}

type DataListener = (chunk: Buffer) => void

/** The driver's connection, which does not declare its socket. */
type OpenConnection = Connection & { readonly stream: Socket; query(text: string): void }

class CopyOut implements Submittable {
  private socket: Socket | undefined
  /** The driver's own reader of the connection, which gets all that is no row. */
  private driver: DataListener = () => undefined
  private readonly waiting: Buffer[] = []
  private bytes = 0
  private ended = false
  private failure: Error | undefined
  private wake = (): void => undefined
  /** What is left of the message that a chunk ended in, and whether it is a row. */
  private left = 0
  private isRow = false
  /** A head that a chunk ended in. */
  private head: Buffer = Buffer.alloc(0)

  constructor(private readonly text: string) {}

  submit(connection: Connection): void {
    const { stream } = connection as OpenConnection
    const [driver, ...others] = stream.listeners('data') as DataListener[]
    if (driver === undefined || others.length > 0)
      throw new Error('the connection has not one reader')
    this.socket = stream
    this.driver = driver
    stream.removeListener('data', driver)
    stream.on('data', this.read)
    ;(connection as OpenConnection).query(this.text)
  }

  /** The next rows; undefined at their end. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = this.waiting.shift()
      if (chunk !== undefined) {
        this.bytes -= chunk.length
        if (this.bytes < READ_AHEAD / 2) this.socket?.resume()
        return chunk
      }
      if (this.failure !== undefined) throw this.failure
      if (this.ended) return undefined
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  handleError(error: Error): void {
    this.release()
    this.failure = error
    this.wake()
  }

  handleCommandComplete(): void {
    // How many rows there were is known from the rows.
  }

  handleReadyForQuery(): void {
    this.ended = true
    this.wake()
  }

  private readonly read = (received: Buffer): void => {
    const chunk = this.head.length === 0 ? received : Buffer.concat([this.head, received])
    this.head = Buffer.alloc(0)
    let from = 0
    let to = 0
    for (;;) {
      const size = Math.min(this.left, chunk.length - from)
      if (size > 0) {
        if (this.isRow) {
          // Rows move up to where the heads were. Nobody else has the chunk.
          if (to !== from) chunk.copyWithin(to, from, from + size)
          to += size
        }
        from += size
        this.left -= size
      }
      if (this.left > 0 || from === chunk.length) break
      const type = chunk[from] as number
      if (type !== COPY_DATA && !BETWEEN.has(type)) {
        this.add(chunk.subarray(0, to))
        this.giveBack(chunk.subarray(from))
        return
      }
      if (chunk.length - from < HEAD) {
        this.head = Buffer.from(chunk.subarray(from))
        break
      }
      this.isRow = type === COPY_DATA
      this.left = chunk.readUInt32BE(from + 1) - 4
      from += HEAD
    }
    this.add(chunk.subarray(0, to))
  }

  private add(rows: Buffer): void {
    if (rows.length === 0) return
    this.waiting.push(rows)
    this.bytes += rows.length
    if (this.bytes > READ_AHEAD) this.socket?.pause()
    this.wake()
  }

  /** The rows are over, or there is an error: the driver reads on. */
  private giveBack(rest: Buffer): void {
    const { driver, socket } = this
    this.release()
    driver.call(socket, rest)
    socket?.resume()
  }

  private release(): void {
    if (this.socket === undefined) return
    this.socket.removeListener('data', this.read)
    this.socket.on('data', this.driver)
    this.socket = undefined
  }
}
