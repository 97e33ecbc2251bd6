/** A TCP proxy in front of a database's server that can be cut: a network that fails. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface CuttableProxy {
  /** The same URL by way of the proxy. All URLs must lead to one server. */
  through(url: string): string
  /** Ends all connections at once, both ways. New ones pass, unless `stay` is true. */
  cut(options?: { readonly stay?: boolean }): void
  /** Cuts when so many more bytes have passed. */
  cutAfter(bytes: number): void
  mend(): void
  close(): Promise<void>
}

export async function startProxy(): Promise<CuttableProxy> {
  const sockets = new Set<Socket>()
  let targetPort = 0
  let isCut = false
  let bytesLeft = Infinity

  function cut({ stay = false } = {}): void {
    isCut = stay
    bytesLeft = Infinity
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }

  function join(from: Socket, to: Socket): void {
    sockets.add(from)
    from.on('data', (chunk: Buffer) => {
      bytesLeft -= chunk.length
      if (bytesLeft <= 0) cut()
      else to.write(chunk)
    })
    from.on('end', () => to.end())
    from.on('error', () => to.destroy())
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
  }

  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(targetPort, '127.0.0.1')
    join(near, far)
    join(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    through(url) {
      const changed = new URL(url)
      targetPort = Number(changed.port)
      changed.port = String(port)
      return changed.href
    },
    cut,
    cutAfter(bytes) {
      bytesLeft = bytes
    },
    mend() {
      isCut = false
    },
    close() {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
