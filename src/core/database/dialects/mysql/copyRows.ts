/**
 * Rows of a query as lines of COPY's text format, from the connection's bytes: an object for each row or value would
 * cost more than all that is done with them.
 */
import type { Socket } from 'node:net'
import type { Connection, FieldPacket } from 'mysql2'
import { CopyLines } from './copyLines'
import { Packets } from './packets'
import type { RowLines } from './rowLines'
import { lendPieces, stopLending } from './socket'

/** Bytes that wait for their reader before the server has to wait. */
const READ_AHEAD = 1 << 20

/** Runs a query. While nobody takes the rows, little is read from the server. Throws the driver's error. */
export async function* copyRows(
  connection: Connection,
  sql: string,
  lines: RowLines = new CopyLines(),
): AsyncGenerator<Buffer> {
  const rows = new IncomingRows(connection as OpenConnection, sql, lines)
  try {
    for (let chunk = await rows.next(); chunk !== undefined; chunk = await rows.next()) {
      yield chunk
      lines.giveBack?.(chunk)
    }
  } finally {
    rows.stopListening()
  }
}

/** The driver's connection, whose declaration leaves its socket out. */
type OpenConnection = Connection & { readonly stream: Socket }

/** The driver's column, whose declaration leaves its character set out. */
type Field = FieldPacket & { readonly characterSet?: number }

type DataListener = (chunk: Buffer) => void

/** An answer begins with the number of its columns, a packet for each of them and one for their end. */
const FRAME = 2
const OK = 0x00
const END = 0xfe
const ERROR = 0xff
/** Beyond this length, a packet that begins as one of the end is a row with a very long value. */
const LONGEST_END = 8
const HEAD = 4
const SEQUENCE = 3

/**
 * The rows of a running query: what has arrived, and what is to be awaited. The driver gets all packets but those of
 * rows, so that to it the query has none.
 */
class IncomingRows {
  private readonly packets = new Packets()
  private readonly chunks: Buffer[] = []
  private bytes = 0
  /** Packets before the first row; unknown before the first packet. */
  private headPackets: number | undefined
  /** Of the last packet that the driver got: it wants to see them in order. */
  private sequence = 0
  private isReleased = false
  private ended = false
  private failure: Error | undefined
  private wake: () => void = () => undefined
  private readonly driver: DataListener

  constructor(
    private readonly connection: OpenConnection,
    sql: string,
    private readonly lines: RowLines,
  ) {
    const { stream } = connection
    const [driver, ...others] = stream.listeners('data') as DataListener[]
    if (driver === undefined || others.length > 0)
      throw new Error('the connection has not one reader')
    this.driver = driver
    stream.removeListener('data', driver)
    stream.on('data', this.receive)
    lendPieces(stream)
    // A connection that is lost tells nobody but its own listeners.
    connection.on('error', this.fail)
    const query = connection.query({ sql, rowsAsArray: true, typeCast: false })
    query.on('error', this.fail)
    query.on('fields', (fields: unknown) => {
      this.lines.begin(
        (fields as readonly Field[]).map(({ columnType: type = -1, characterSet = -1 }) => ({
          ...{ type, characterSet },
        })),
      )
    })
    query.on('end', () => this.end())
  }

  /** Undefined after the last one. Throws the driver's error. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = this.chunks.shift()
      if (chunk !== undefined) {
        this.bytes -= chunk.length
        if (this.bytes < READ_AHEAD / 2) this.connection.stream.resume()
        return chunk
      }
      if (this.failure !== undefined) throw this.failure
      if (this.ended) return undefined
      await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  /** A connection that is left amid its rows can only be cut off: they would tell the driver nothing. */
  stopListening(): void {
    const { connection } = this
    connection.off('error', this.fail)
    if (this.isReleased) return
    stopLending(connection.stream)
    connection.stream.removeListener('data', this.receive)
    connection.stream.pause()
  }

  private readonly receive = (chunk: Buffer): void => {
    const { packets, lines } = this
    packets.add(chunk)
    while (packets.step()) {
      const first = packets.buffer[packets.start] as number
      if (this.endsRows(first)) {
        this.giveBack()
        return
      }
      if (this.headPackets !== 0) this.passHead()
      else {
        lines.add(packets.buffer, packets.start, packets.end)
        if (lines.isFull) this.push(lines.take())
      }
    }
    this.push(lines.take())
  }

  private endsRows(first: number): boolean {
    if (first === ERROR) return true
    if (this.headPackets === undefined) return first === OK
    return this.headPackets === 0 && first === END && this.packets.length <= LONGEST_END
  }

  private passHead(): void {
    this.headPackets ??= FRAME + this.packets.readNumber()
    this.headPackets--
    const packet = this.packets.whole()
    this.sequence = packet[SEQUENCE] as number
    this.driver.call(this.connection.stream, packet)
  }

  /** The rows are over, or there is an error: the driver reads on. */
  private giveBack(): void {
    this.push(this.lines.take())
    const { stream } = this.connection
    const rest = this.packets.takeRest()
    if (rest.length >= HEAD) rest[SEQUENCE] = (this.sequence + 1) % 256
    this.isReleased = true
    stopLending(stream)
    stream.removeListener('data', this.receive)
    stream.on('data', this.driver)
    this.driver.call(stream, rest)
    stream.resume()
  }

  private push(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.chunks.push(chunk)
    this.bytes += chunk.length
    if (this.bytes > READ_AHEAD) this.connection.stream.pause()
    this.wake()
  }

  /** After an error, the driver says that the query has ended, too. */
  private end(): void {
    if (this.failure !== undefined) return
    this.ended = true
    this.wake()
  }

  private readonly fail = (error: Error): void => {
    this.failure ??= error
    this.wake()
  }
}
