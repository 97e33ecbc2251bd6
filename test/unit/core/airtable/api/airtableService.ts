/** Airtable as its documentation describes it, on a port of its own, with everything that may go wrong. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { realClock, type Clock } from '../../../../../src/core/source/records/network/clock'
import { listRecords, type Iterators } from './airtableListing'
import { RequestMeter } from './requestMeter'

export interface SimulatedRecord {
  readonly id: string
  readonly createdTime?: string
  /** JSON texts by the names of fields; those of empty cells are left out. */
  readonly fields: Readonly<Record<string, string>>
}

export interface SimulatedTable {
  readonly id: string
  readonly name: string
  /** JSON objects, as Airtable describes fields; `name` is the name. */
  readonly fields: readonly { readonly name: string; readonly json: string }[]
  /** Tests change it between pages. */
  records: SimulatedRecord[]
}

export interface SimulatedToken {
  readonly scopes: readonly string[]
  /** Ids of the bases that it is shared with. */
  readonly bases: readonly string[]
}

export interface AskedCall {
  readonly method: string
  readonly url: URL
  readonly body: string
  readonly authorization: string | undefined
  /** By the service's clock. */
  readonly at: number
}

/** What a request gets instead of what it asks for. `none`: nothing is wrong with it. */
export type Fault =
  | 'none'
  | 'garbage'
  | 'half'
  | 'brokenOff'
  | 'hangUp'
  | 'silence'
  /** Where the request goes on with a listing; others are answered. */
  | 'expired'
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string> }

export interface AirtableService {
  readonly api: string
  readonly asked: readonly AskedCall[]
  /** Tables by the ids of their bases. */
  readonly bases: Map<string, SimulatedTable[]>
  readonly tokens: Map<string, SimulatedToken>
  readonly meter: RequestMeter
  /** For the next requests, one after the other. */
  fail(...faults: Fault[]): void
  /** Is told of each request before it is answered. */
  onAsk: (call: AskedCall, number: number) => void
  close(): Promise<void>
}

export const TOKEN = 'patSecret.0123456789abcdef/&"=+'

export const ALL: SimulatedToken = {
  scopes: ['data.records:read', 'schema.bases:read'],
  bases: ['appPrints'],
}

export async function startAirtable(clock: Clock = realClock): Promise<AirtableService> {
  const simulation = new Simulation(clock)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => simulation.answer(request, Buffer.concat(chunks).toString(), response))
  })
  simulation.server = server
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  simulation.api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return simulation
}

class Simulation implements AirtableService {
  api = ''
  server: Server | undefined
  readonly asked: AskedCall[] = []
  readonly bases = new Map<string, SimulatedTable[]>()
  readonly tokens = new Map<string, SimulatedToken>([[TOKEN, ALL]])
  readonly meter: RequestMeter
  onAsk: AirtableService['onAsk'] = () => undefined
  private readonly faults: Fault[] = []
  private readonly iterators: Iterators = new Map()

  constructor(private readonly clock: Clock) {
    this.meter = new RequestMeter(clock)
  }

  fail(...faults: Fault[]): void {
    this.faults.push(...faults)
  }

  close(): Promise<void> {
    this.server?.closeAllConnections()
    return new Promise((resolve) => void this.server?.close(() => resolve()))
  }

  answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const url = new URL(request.url ?? '', this.api)
    const { method = '', headers } = request
    const { authorization } = headers
    const call = { method, url, body, authorization, at: this.clock.now() }
    this.onAsk(call, this.asked.push(call))
    const answer = this.judge(call, (request.url ?? '').length + this.api.length)
    spoil(this.faults.shift() ?? 'none', answer, response)
  }

  private judge(call: AskedCall, addressLength: number): SimulatedAnswer {
    if (addressLength > 16_000) return refuse(414, 'URI_TOO_LONG')
    const token = this.tokens.get(call.authorization?.replace(/^Bearer /, '') ?? '')
    if (token === undefined) return refuse(401, 'AUTHENTICATION_REQUIRED')
    const parts = call.url.pathname.split('/').slice(2).map(decodeURIComponent)
    const base = parts[0] === 'meta' ? parts[2] : parts[0]
    if (!this.meter.admit(base ?? '')) return tooMany()
    const tables = token.bases.includes(base ?? '') ? this.bases.get(base ?? '') : undefined
    if (parts[0] === 'meta') return describeBase(tables, token)
    if (tables === undefined) return { status: 404, body: '{"error":"NOT_FOUND"}' }
    const table = tables.find(({ id, name }) => id === parts[1] || name === parts[1])
    if (table === undefined || !token.scopes.includes('data.records:read')) return forbidden()
    const isExpired = this.faults[0] === 'expired'
    if (isExpired && isLater(call)) return refuse(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE')
    return listRecords(table, call, this.iterators)
  }
}

export interface SimulatedAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Record<string, string>
}

function isLater({ url, body }: AskedCall): boolean {
  return url.searchParams.has('offset') || body.includes('"offset"')
}

function describeBase(
  tables: readonly SimulatedTable[] | undefined,
  { scopes }: SimulatedToken,
): SimulatedAnswer {
  if (tables === undefined || !scopes.includes('schema.bases:read')) return forbidden()
  const described = tables.map(({ id, name, fields }) => {
    const list = fields.map(({ json }) => json).join(', ')
    return `{ "id": "${id}", "name": ${JSON.stringify(name)}, "primaryFieldId": "fld0", "fields": [${list}], "views": [] }`
  })
  return { status: 200, body: `{"tables":[${described.join(',')}]}` }
}

export function refuse(status: number, type: string, message = `${type} it is`): SimulatedAnswer {
  return { status, body: JSON.stringify({ error: { type, message } }) }
}

function forbidden(): SimulatedAnswer {
  const message = 'Invalid permissions, or the requested model was not found.'
  return refuse(403, 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND', message)
}

function tooMany(): SimulatedAnswer {
  const message = 'Rate limit exceeded. Please try again later'
  return {
    status: 429,
    body: JSON.stringify({ errors: [{ error: 'RATE_LIMIT_REACHED', message }] }),
  }
}

function spoil(fault: Fault, answer: SimulatedAnswer, response: ServerResponse): void {
  if (fault === 'silence') return
  if (fault === 'hangUp') return void response.destroy()
  const { status, body, headers } = typeof fault === 'object' ? { body: '', ...fault } : answer
  const type = { 'content-type': 'application/json; charset=utf-8', ...headers }
  if (fault === 'garbage') return void response.writeHead(200, type).end('<html>Bad gateway</html>')
  if (fault === 'half') return void response.writeHead(200, type).end(body.slice(0, -9))
  if (fault !== 'brokenOff') return void response.writeHead(status, type).end(body)
  response.writeHead(status, { ...type, 'content-length': body.length })
  response.write(body.slice(0, 10))
  setTimeout(() => response.destroy(), 2)
}
