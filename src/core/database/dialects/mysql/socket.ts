/**
 * The socket of a connection, which reads into the same memory again and again. Otherwise each piece of what arrives has memory of
 * its own, which lies outside of the heap and stays taken until somebody sweeps: for the rows of a large table, as much as all the
 * rest of a clone.
 */
import { connect, type Socket } from 'node:net'

const PIECE = 64 * 1024

const lending = new WeakSet<object>()

/** As the driver would connect. Its listeners keep what they get, and get copies. */
export function openSocket(host: string, port: number): Socket {
  const receive = (length: number, bytes: Uint8Array): boolean => {
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, length)
    socket.emit('data', lending.has(socket) ? piece : Buffer.from(piece))
    return true
  }
  const socket = connect({
    ...{ host, port, noDelay: true, keepAlive: true },
    onread: { buffer: Buffer.allocUnsafeSlow(PIECE), callback: receive },
  })
  return socket
}

/** From now on a listener has a piece only until it returns. Other streams, such as encrypted ones, do not lend. */
export function lendPieces(stream: object): void {
  lending.add(stream)
}

export function stopLending(stream: object): void {
  lending.delete(stream)
}
