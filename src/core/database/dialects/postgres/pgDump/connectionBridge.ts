/** Carries what a server says into a ring that another thread reads, and what that thread says to the server. */
import type { Socket } from 'node:net'
import type { Client } from 'pg'
import { newSharedRing, RingWriter, type SharedRing } from './byteRing'
import { greeting, StartupFilter } from './greeting'

/** The message with which a client ends its session, and its length. */
const TERMINATE = 0x58
const GOODBYE = 5

type DataListener = (chunk: Buffer) => void

/** The driver does not declare its socket. */
type OpenClient = Client & { readonly connection: { readonly stream: Socket } }

export class ConnectionBridge {
  readonly fromServer: SharedRing = newSharedRing()
  /** Whether the connection ended before the program said goodbye. */
  isCutOff = false
  private readonly ring = new RingWriter(this.fromServer)
  private readonly startup = new StartupFilter()
  private waiting: Uint8Array[] = []
  private isEnded = false
  private isDone = false

  /** Takes the connection from the driver, which sees nothing of it any more but its end. */
  static async over(client: Client, onCutOff: () => void): Promise<ConnectionBridge> {
    const hello = await greeting(client)
    return new ConnectionBridge((client as OpenClient).connection.stream, hello, onCutOff)
  }

  private constructor(
    private readonly socket: Socket,
    hello: Uint8Array,
    private readonly onCutOff: () => void,
  ) {
    for (const driver of socket.listeners('data') as DataListener[])
      socket.removeListener('data', driver)
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
    socket.once('close', () => this.ended())
    this.receive(hello)
    if (socket.destroyed) this.ended()
  }

  send(bytes: Uint8Array): void {
    const rest = this.startup.pass(bytes)
    if (rest.length === GOODBYE && rest[0] === TERMINATE) this.isDone = true
    if (rest.length > 0 && !this.isEnded) this.socket.write(rest)
  }

  /** Goes on where the ring was full. */
  resume(): void {
    const waiting = this.waiting
    this.waiting = []
    for (const chunk of waiting) this.receive(chunk)
    if (this.waiting.length > 0) return
    if (this.isEnded) this.ring.close()
    else this.socket.resume()
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.isDone = true
    this.socket.destroy()
  }

  private receive(chunk: Uint8Array): void {
    const taken = this.waiting.length > 0 ? 0 : this.ring.write(chunk)
    if (taken === chunk.length) return
    this.waiting.push(chunk.subarray(taken))
    this.socket.pause()
  }

  private ended(): void {
    if (this.isEnded) return
    this.isEnded = true
    if (this.waiting.length === 0) this.ring.close()
    if (this.isDone) return
    this.isCutOff = true
    this.onCutOff()
  }
}
