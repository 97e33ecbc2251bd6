/** The request of a definition, with its placeholders filled in. */
import { UsageError } from '../../../util/errors'
import { Secrets } from '../network/secrets'
import { PLACEHOLDER } from '../network/secretTexts'
import type { SourceContext } from '../source'
import type { AuthFile } from './authSchema'
import type { HttpFile } from './httpSchema'

export interface Request {
  readonly method: 'GET' | 'POST'
  /** Without what paging adds. */
  readonly address: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Query parameters that hold secrets. What is kept of an address has none of them. */
  readonly secretQuery: Readonly<Record<string, string>>
  /** The address for people: without its query, and without secrets. */
  readonly description: string
  readonly secrets: Secrets
}

export async function makeRequest(options: HttpFile, context: SourceContext): Promise<Request> {
  const { method = 'GET', body } = options
  const secrets = new Secrets(context)
  const address = await fillAddress(options.url, secrets)
  const secretQuery = await fillQuery(address, options, secrets)
  addSince(address, options, context)
  const headers = {
    accept: 'application/json',
    'user-agent': 'drydock',
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(await fillHeaders(options, secrets)),
  }
  return {
    method,
    address,
    headers,
    ...(body !== undefined && { body: JSON.stringify(await fillTexts(body, secrets)) }),
    secretQuery,
    description: secrets.mask(address.origin + address.pathname),
    secrets,
  }
}

async function fillAddress(url: string, secrets: Secrets): Promise<URL> {
  const [, place = '', query = ''] = /^([^?]*)(.*)$/s.exec(url) ?? []
  const written = (await secrets.fillOpenly(place)) + (await secrets.fill(query))
  if (!URL.canParse(written) || !/^https?:$/.test(new URL(written).protocol)) {
    const mend = 'write "https://", the host and the path'
    throw new UsageError('"url" is no address of a service', { mend })
  }
  const address = new URL(written)
  if (address.username !== '' || address.password !== '') {
    const mend = 'write "auth": { "basic": { "user": …, "password": "${secret:NAME}" } }'
    throw new UsageError('"url" holds a user or a password', { mend })
  }
  address.hash = ''
  return address
}

/** Adds the definition's parameters and returns those that are secret. */
async function fillQuery(
  address: URL,
  { query = {}, auth }: HttpFile,
  secrets: Secrets,
): Promise<Readonly<Record<string, string>>> {
  const all = { ...query, ...(auth && 'query' in auth && { [auth.query.name]: auth.query.value }) }
  const secretQuery: Record<string, string> = {}
  for (const [name, text] of Object.entries(all)) {
    const value = await secrets.fill(text)
    address.searchParams.set(name, value)
    if (text.search(PLACEHOLDER) >= 0) secretQuery[name] = value
  }
  return secretQuery
}

function addSince(address: URL, { since }: HttpFile, context: SourceContext): void {
  if (since === undefined || context.since === undefined) return
  const moment = context.since
  const text = (since.format ?? '{since}').replaceAll('{since}', () => moment)
  address.searchParams.set(since.parameter, text)
}

async function fillHeaders(
  { headers = {}, auth }: HttpFile,
  secrets: Secrets,
): Promise<Readonly<Record<string, string>>> {
  const filled: Record<string, string> = {}
  for (const [name, text] of Object.entries(headers))
    filled[name.toLowerCase()] = await secrets.fill(text)
  Object.assign(filled, await authHeader(auth, secrets))
  for (const [name, value] of Object.entries(filled)) checkHeader(name, value)
  return filled
}

async function authHeader(
  auth: AuthFile | undefined,
  secrets: Secrets,
): Promise<Readonly<Record<string, string>>> {
  if (auth === undefined || 'query' in auth) return {}
  if ('bearer' in auth) return { authorization: `Bearer ${await secrets.fill(auth.bearer)}` }
  if ('header' in auth)
    return { [auth.header.name.toLowerCase()]: await secrets.fill(auth.header.value) }
  const { user, password } = auth.basic
  const pair = `${await secrets.fillOpenly(user)}:${await secrets.fill(password)}`
  secrets.keep(pair)
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

/** Node would show the value in its error. */
function checkHeader(name: string, value: string): void {
  try {
    new Headers([[name, value]])
  } catch {
    const message = `the header ${JSON.stringify(name)} cannot be sent: it has characters that headers cannot hold`
    throw new UsageError(message, { mend: 'remove line breaks and letters that are not of ASCII' })
  }
}

type Json = HttpFile['body']

async function fillTexts(json: Json, secrets: Secrets): Promise<Json> {
  if (typeof json === 'string') return secrets.fill(json)
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json))
    return Promise.all(json.map(async (item) => (await fillTexts(item, secrets)) ?? null))
  const members = Object.entries(json).map(
    async ([name, value]) => [name, (await fillTexts(value, secrets)) ?? null] as const,
  )
  return Object.fromEntries(await Promise.all(members))
}
