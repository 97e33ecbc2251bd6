/**
 * One connection to a directory. Of the library it uses the messages: its client connects again by itself without logging in, and
 * takes an empty page for the last one.
 */
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import * as ldap from 'ldapts'
import { PassingFault } from '../network/backOff'
import { connectionFault } from '../network/connectionFault'
import type { Directory } from './directory'
import { resultFault } from './results'

export interface Found {
  readonly entries: readonly ldap.SearchEntry[]
  /** Addresses of other directories that have more. */
  readonly referrals: readonly string[]
  readonly response: Response
}

type Request = ldap.BindRequest | ldap.ExtendedRequest | ldap.SearchRequest

/** What all answers have. */
export type Response = Pick<
  ldap.SearchResponse,
  'messageId' | 'status' | 'errorMessage' | 'controls'
>

interface Pending {
  readonly entries: ldap.SearchEntry[]
  readonly referrals: string[]
  readonly resolve: (found: Found) => void
  readonly reject: (error: unknown) => void
}

export class LdapConnection {
  private socket: Socket
  private parser = new ldap.MessageParser()
  private pending: Pending | undefined
  private fault: Error | undefined
  private lastId = 0

  private constructor(
    private readonly directory: Directory,
    private readonly timeout: number,
    signal: AbortSignal | undefined,
  ) {
    const { host, port, encryption } = directory
    this.socket =
      encryption === 'tls' ? connectTls({ host, port, ...serverName(host) }) : connect(port, host)
    this.listen()
    const abort = () => this.fail(new PassingFault('was left'))
    signal?.addEventListener('abort', abort, { once: true })
    this.socket.once('close', () => signal?.removeEventListener('abort', abort))
  }

  /** Connects, encrypts and logs in. */
  static async open(
    directory: Directory,
    timeout: number,
    signal: AbortSignal | undefined,
  ): Promise<LdapConnection> {
    const connection = new LdapConnection(directory, timeout, signal)
    try {
      if (directory.encryption === 'startTls') await connection.startTls()
      if (directory.bind !== undefined) await connection.bind(directory.bind)
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  }

  /** The answer to a message. Throws where it is no success. */
  async ask(make: (messageId: number) => Request): Promise<Found> {
    const found = await new Promise<Found>((resolve, reject) => {
      if (this.fault !== undefined) return reject(this.fault)
      this.pending = { entries: [], referrals: [], resolve, reject }
      this.lastId += 1
      this.socket.setTimeout(this.timeout)
      this.socket.write(make(this.lastId).write())
    })
    const { status, errorMessage } = found.response
    if (status !== 0) throw resultFault({ status, errorMessage }, this.directory)
    return found
  }

  close(): void {
    this.fail(new PassingFault('was left'))
  }

  private async bind({ dn, password }: NonNullable<Directory['bind']>): Promise<void> {
    await this.ask((messageId) => new ldap.BindRequest({ messageId, dn, password }))
  }

  private async startTls(): Promise<void> {
    const oid = '1.3.6.1.4.1.1466.20037'
    await this.ask((messageId) => new ldap.ExtendedRequest({ messageId, oid }))
    const plain = this.socket
    plain.removeAllListeners('data').removeAllListeners('timeout')
    this.socket = connectTls({ socket: plain, ...serverName(this.directory.host) })
    this.parser = new ldap.MessageParser()
    this.listen()
  }

  private listen(): void {
    const { socket, parser } = this
    parser.on('message', (message) => this.receive(message))
    parser.on('error', () => this.fail(new PassingFault('gave an answer that cannot be read')))
    // All that the parser asks of a request are its controls, to read unusual ones of an answer.
    socket.on('data', (bytes: Buffer) => parser.read(bytes, new Map()))
    socket.on('error', (error) => this.fail(connectionFault(error, this.directory)))
    socket.on('close', () => this.fail(new PassingFault('closed the connection')))
    socket.setTimeout(this.timeout)
    socket.on('timeout', () => {
      if (this.pending) this.fail(new PassingFault(`said nothing for ${this.timeout / 1000} s`))
    })
  }

  private receive(message: Response): void {
    const { pending } = this
    // A server says with the number 0 that it is about to close.
    if (pending === undefined || message.messageId !== this.lastId) return
    if (message instanceof ldap.SearchEntry) pending.entries.push(message)
    else if (message instanceof ldap.SearchReference) pending.referrals.push(...message.uris)
    else {
      this.pending = undefined
      const { entries, referrals } = pending
      pending.resolve({ entries, referrals, response: message })
    }
  }

  private fail(error: Error): void {
    this.fault ??= error
    const { pending } = this
    this.pending = undefined
    this.socket.destroy()
    pending?.reject(this.fault)
  }
}

/** TLS names hosts by name only. */
function serverName(host: string): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {}
}
