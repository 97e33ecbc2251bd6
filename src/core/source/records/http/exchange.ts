/** One request and its answer, as bytes. Redirects are followed on the same host only: a token is for nobody else. */
import { DatabaseOperationError } from '../../../util/errors'
import { PassingFault } from '../network/backOff'
import { connectionFault } from '../network/connectionFault'
import type { Request } from './request'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Where it came from, at the end of all redirects. */
  readonly address: URL
  readonly bytes: Buffer
}

export interface Exchange {
  readonly request: Request
  readonly address: URL
  /** Headers of this one request. */
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds without a byte. */
  readonly timeout: number
  readonly mostBytes: number
  readonly signal: AbortSignal | undefined
}

const MOST_REDIRECTS = 10

export async function exchange(options: Exchange): Promise<Answer> {
  let { address } = options
  for (let left = MOST_REDIRECTS; ; left--) {
    const answer = await exchangeOnce({ ...options, address })
    const location = answer.headers.get('location')
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer
    const { description } = options.request
    if (left === 0) throw elsewhere(`"${description}" redirects more than ${MOST_REDIRECTS} times`)
    address = redirected(location, answer, options.request)
  }
}

function redirected(location: string, { status, address }: Answer, request: Request): URL {
  if (!URL.canParse(location, address.href))
    throw elsewhere(`"${request.description}" redirects to what is no address`)
  const target = new URL(location, address)
  checkOrigin(target, address, request, 'redirects')
  if (request.method === 'POST' && status < 307)
    throw elsewhere(`"${request.description}" answered ${status} to a POST, which makes it a GET`)
  return withSecrets(target, request)
}

/** Throws where an address that the service names is not its own. */
export function checkOrigin(target: URL, from: URL, request: Request, verb: string): void {
  if (target.origin === from.origin) return
  const place = request.secrets.mask(target.origin)
  throw elsewhere(`"${request.description}" ${verb} to another host, "${place}"`)
}

export function elsewhere(message: string): DatabaseOperationError {
  const mend = 'write the address that is meant as "url"'
  return new DatabaseOperationError('source-leads-elsewhere', message, { mend })
}

/** Adds the secret parameters that an address of the service leaves out. */
export function withSecrets(address: URL, { secretQuery }: Request): URL {
  const whole = new URL(address)
  whole.hash = ''
  for (const [name, value] of Object.entries(secretQuery)) whole.searchParams.set(name, value)
  return whole
}

async function exchangeOnce(options: Exchange): Promise<Answer> {
  const { request, address, timeout } = options
  const silence = watchSilence(timeout)
  const signals = [silence.signal, ...(options.signal ? [options.signal] : [])]
  try {
    const response = await fetch(address, {
      method: request.method,
      headers: { ...request.headers, ...options.headers },
      ...(request.body !== undefined && { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.any(signals),
    })
    silence.touch()
    const bytes = await readBody(response, options, silence.touch)
    return { status: response.status, headers: response.headers, address, bytes }
  } catch (error) {
    if (error instanceof DatabaseOperationError) throw error
    if (silence.signal.aborted) throw new PassingFault(`said nothing for ${timeout / 1000} s`)
    throw connectionFault(error, request)
  } finally {
    silence.end()
  }
}

async function readBody(
  response: Response,
  { request, mostBytes }: Exchange,
  touch: () => void,
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    touch()
    size += chunk.length
    if (size > mostBytes) throw tooLarge(request, mostBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

function tooLarge({ description }: Request, mostBytes: number): DatabaseOperationError {
  const message = `"${description}" gave an answer of more than ${Math.floor(mostBytes / 2 ** 20)} MB`
  const mend = 'read it in pages; see "paging"'
  return new DatabaseOperationError('source-too-large', message, { mend })
}

interface Silence {
  readonly signal: AbortSignal
  /** There was a sign of life. */
  readonly touch: () => void
  readonly end: () => void
}

function watchSilence(timeout: number): Silence {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), timeout)
  return {
    signal: controller.signal,
    touch: () => void timer.refresh(),
    end: () => clearTimeout(timer),
  }
}
