/**
 * Statements that are bytes. The driver takes texts, and makes bytes of each: rows would be copied twice more, into memory that is
 * thrown away a moment later and stays taken until somebody sweeps.
 * https://mariadb.com/kb/en/com_query/
 */
import type { Duplex } from 'node:stream'
import type { Connection } from 'mysql2'

/** A packet of so many bytes goes on in the next one. */
const FULL = 0xffffff
const HEAD = 4
const QUERY = 3

/** The driver's connection, whose declaration says nothing of its socket. */
type OpenConnection = Connection & { readonly stream: Duplex }

/**
 * Runs a statement on a connection that runs no other. The driver waits for the answer as it does for its own. The bytes
 * are the caller's again when there is one.
 */
export function runBytes(
  connection: Connection,
  statement: Buffer,
  settle: (error: Error | null) => void,
): void {
  const { stream } = connection as OpenConnection
  // What the driver would write is the same packet without a statement.
  connection.writePacket = () => {
    const packets = packetsOf(statement)
    stream.cork()
    for (const bytes of packets.flat()) stream.write(bytes)
    stream.uncork()
    connection.sequenceId = packets.length % 256
  }
  try {
    connection.query({ sql: '' }, settle)
  } finally {
    Reflect.deleteProperty(connection, 'writePacket')
  }
}

/** Each with its head. One that is full is never the last, so that an empty one may come after it. */
export function packetsOf(statement: Buffer): readonly (readonly Buffer[])[] {
  const packets: Buffer[][] = []
  let from = 0
  for (let size = FULL; size === FULL;) {
    const begin = packets.length === 0 ? [QUERY] : []
    size = Math.min(FULL, statement.length - from + begin.length)
    const head = Buffer.from([0, 0, 0, packets.length % 256, ...begin])
    head.writeUIntLE(size, 0, HEAD - 1)
    const end = from + size - begin.length
    packets.push([head, statement.subarray(from, end)])
    from = end
  }
  return packets
}
