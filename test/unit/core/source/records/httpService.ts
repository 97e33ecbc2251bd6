/** A service on a port of its own that answers as it is told, and what reads it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '../../../../../src/core/util/errors'
import { httpOn } from '../../../../../src/core/source/records/http'
import { httpSchema } from '../../../../../src/core/source/records/http/httpSchema'
import type { Machine } from '../../../../../src/core/source/records/http/machine'
import { realClock } from '../../../../../src/core/source/records/network/clock'
import { isUnreadable } from '../../../../../src/core/source/records/source'
import type {
  SourceContext,
  SourceItem,
  SourcePage,
  SourceState,
} from '../../../../../src/core/source/records/source'

export interface Asked {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Respond = (asked: Asked, response: ServerResponse, number: number) => void

export interface Service {
  readonly url: string
  /** What was asked since `onAsk` was called last. */
  readonly asked: readonly Asked[]
  onAsk(respond: Respond): void
  close(): Promise<void>
}

export async function startService(): Promise<Service> {
  const asked: Asked[] = []
  let respond: Respond = (_, response) => response.end('[]')
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://service')
      const body = Buffer.concat(chunks).toString()
      const one = { method: request.method ?? '', url, headers: request.headers, body }
      respond(one, response, asked.push(one))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    onAsk(next) {
      asked.length = 0
      respond = next
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export function sendJson(response: ServerResponse, value: unknown, headers: object = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(typeof value === 'string' ? value : JSON.stringify(value))
}

export const SECRETS: Readonly<Record<string, string>> = {
  TOKEN: 'tok/3n&"secret',
  PASSWORD: 'pässwort-geheim',
}

/** A clock that does not wait and says for how long it would have. */
export function quickClock(): Machine['clock'] & { readonly waits: readonly number[] } {
  const waits: number[] = []
  let passed = 0
  return {
    waits,
    now: () => Date.now() + passed,
    random: () => 0.5,
    async sleep(milliseconds, signal) {
      waits.push(milliseconds)
      passed += milliseconds
      await realClock.sleep(0, signal)
    },
  }
}

export interface Reading {
  readonly items: readonly SourceItem[]
  readonly pages: readonly SourcePage[]
  readonly state: SourceState | undefined
  readonly warnings: readonly string[]
  readonly waits: readonly number[]
  /** What ended the reading, if it did not end by itself. */
  readonly error: (Error & { readonly code?: string; readonly mend?: string }) | undefined
}

/** Reads all there is. `machine` may wait for real. */
export async function read(
  definition: object,
  context: Partial<SourceContext> = {},
  machine: Partial<Machine> = {},
): Promise<Reading> {
  const clock = quickClock()
  const warnings: string[] = []
  const pages: SourcePage[] = []
  let error: Reading['error']
  let state: SourceState | undefined
  try {
    const options = httpSchema.parse({ type: 'http', ...definition })
    const kind = httpOn({ clock, mostBytes: 2 ** 20, ...machine })
    const source = await kind.open(options, { ...testContext(warnings), ...context })
    for await (const page of source.pages()) pages.push(page)
    state = source.state?.()
  } catch (thrown) {
    error = thrown as Error
  }
  const items = pages.flatMap((page) => page.items)
  return { items, pages, state, warnings, waits: clock.waits, error }
}

export function testContext(warnings: string[]): SourceContext {
  return {
    path: (written) => written,
    fill: (text) =>
      Promise.resolve(
        text.replace(/\$\{(?:env|secret):([^}]*)\}/g, (_, name: string) => valueOf(name)),
      ),
    withReadSession: () => Promise.reject(new Error('there are no environments here')),
    warn: (message) => warnings.push(message),
  }
}

function valueOf(name: string): string {
  const value = SECRETS[name]
  if (value === undefined) throw new UsageError(`"${name}" is not set`)
  return value
}

/** The texts of the records; one that cannot be read is its code. */
export function textsOf({ items }: Reading): readonly string[] {
  return items.map((item) => (isUnreadable(item) ? item.code : item.json))
}

/** All that people are shown of a reading. */
export function shownOf({ warnings, error }: Reading): string {
  const causes = error?.cause === undefined ? '' : String(error.cause)
  return [...warnings, error?.message, error?.mend, error?.stack, causes].join('\n')
}
