/** A directory that does what slapd does not, as Active Directory and servers under load do. */
import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { BerReader, BerWriter, PagedResultsControl, SearchRequest } from 'ldapts'

/** What it answers to one search. */
export interface OddAnswer {
  readonly entries?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  readonly status?: number
  readonly message?: string
  /** Where it says that it goes on. */
  readonly cookie?: string
  /** Instead of any answer. */
  readonly does?: 'hang' | 'close' | 'garbage'
}

export interface OddDirectory {
  readonly url: string
  /** The base, the attributes and the cookie of each search. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

export async function startOddDirectory(answers: readonly OddAnswer[]): Promise<OddDirectory> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    // Requests are shorter than a packet.
    socket.on('data', (bytes) => {
      const request = readSearch(bytes)
      const answer = answers[asked.length] ?? {}
      asked.push([request.baseDN, request.attributes.join(), cookieOf(request)].join('|'))
      if (answer.does === 'hang') return
      if (answer.does === 'close') return void socket.destroy()
      socket.write(
        answer.does === 'garbage'
          ? Buffer.from([0x30, 3, 9, 9, 9])
          : write(request.messageId, answer),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function readSearch(bytes: Buffer): SearchRequest {
  const reader = new BerReader(bytes)
  reader.readSequence()
  const request = new SearchRequest({
    messageId: reader.readInt() ?? 0,
    filter: undefined as never,
  })
  reader.readSequence()
  request.attributes = []
  request.parse(reader, [])
  return request
}

function cookieOf({ controls = [] }: SearchRequest): string {
  const paging = controls.find((control) => control instanceof PagedResultsControl)
  return paging?.value?.cookie?.toString() ?? ''
}

function write(
  id: number,
  { entries = {}, status = 0, message = '', cookie = '' }: OddAnswer,
): Buffer {
  const written = Object.entries(entries).map(([dn, attributes]) =>
    writeMessage(id, 0x64, (writer) => {
      writer.writeString(dn)
      writer.startSequence()
      for (const [name, values] of Object.entries(attributes)) {
        writer.startSequence()
        writer.writeString(name)
        writer.startSequence(0x31)
        for (const value of values) writer.writeString(value)
        writer.endSequence()
        writer.endSequence()
      }
      writer.endSequence()
    }),
  )
  const done = writeMessage(
    id,
    0x65,
    (writer) => {
      writer.writeEnumeration(status)
      writer.writeString('')
      writer.writeString(message)
    },
    new PagedResultsControl({ value: { size: 0, cookie: Buffer.from(cookie) } }),
  )
  return Buffer.concat([...written, done])
}

function writeMessage(
  id: number,
  operation: number,
  write: (writer: BerWriter) => void,
  control?: PagedResultsControl,
): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(operation)
  write(writer)
  writer.endSequence()
  if (control) {
    writer.startSequence(0xa0)
    control.write(writer)
    writer.endSequence()
  }
  writer.endSequence()
  return writer.buffer
}
