/** A TCP proxy that holds every chunk back: a network between here and the database, on one machine. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface DelayProxy {
  /** The same URL by way of the proxy. */
  through(url: string): string
  /** Bytes that have passed so far, both ways. */
  readonly bytes: number
  close(): Promise<void>
}

/** `milliseconds` each way. */
export async function startDelayProxy(port: number, milliseconds: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>()
  let bytes = 0
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.setNoDelay(true)
      from.on('data', (chunk) => {
        bytes += chunk.length
        setTimeout(() => to.write(chunk), milliseconds)
      })
      from.on('close', () => setTimeout(() => to.destroy(), milliseconds))
      from.on('error', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: proxyPort } = server.address() as AddressInfo
  return {
    through: (url) => url.replace(`:${port}/`, `:${proxyPort}/`),
    get bytes() {
      return bytes
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
