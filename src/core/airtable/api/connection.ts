/** A base of Airtable, and all that is needed to ask for it. */
import { realMachine, type Machine } from '../../source/records/http/machine'
import { readRetry, readTimeout, type Retry } from '../../source/records/network/retrySchema'
import { Secrets } from '../../source/records/network/secrets'
import type { SourceContext } from '../../source/records/source'
import { UsageError } from '../../util/errors'
import { paceOf, type BasePace } from './basePace'

export interface AirtableBase {
  /** Its id: `app…`. */
  readonly base: string
  /** A personal access token. It is in no message, log or address. */
  readonly token: string
  /** Where the API is. Default: https://api.airtable.com. */
  readonly api?: string | undefined
  readonly retry?: Retry | undefined
  /** Milliseconds without a sign of life after which a request is made again. Default: a minute. */
  readonly timeout?: number | undefined
}

export type ApiContext = Pick<SourceContext, 'signal' | 'warn' | 'onProgress'>

export interface Connection {
  readonly base: string
  /** Of the API, without what comes behind the host. */
  readonly origin: string
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: Secrets
  readonly pace: BasePace
  readonly retry: Retry
  readonly timeout: number
  readonly context: ApiContext
  readonly machine: Machine
}

const AIRTABLE = 'https://api.airtable.com'

/** Asks nothing yet. Throws `UsageError` for what cannot be a base, a token or an address. */
export function connect(
  asked: AirtableBase,
  context: ApiContext,
  machine: Machine = realMachine,
): Connection {
  const { base, token, retry = readRetry(), timeout = readTimeout() } = asked
  checkBase(base)
  checkToken(token)
  const origin = originOf(asked.api ?? AIRTABLE)
  const secrets = new Secrets({ fill: (text) => Promise.resolve(text) })
  secrets.keep(token)
  return {
    ...{ base, origin, secrets, retry, timeout, context, machine },
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${token}`,
      'user-agent': 'drydock',
    },
    pace: paceOf(origin, base, machine.clock),
  }
}

function checkBase(base: string): void {
  if (/^app[A-Za-z0-9]+$/.test(base)) return
  const mend = 'copy it from the address of the base in a browser, where it begins with "app"'
  throw new UsageError(`${JSON.stringify(base)} is no id of an Airtable base`, { mend })
}

/** Node would show a token that no header can hold in its error. */
function checkToken(token: string): void {
  if (/^[\x21-\x7e]+$/.test(token)) return
  const what = token === '' ? 'is empty' : 'has blanks or letters that no token has'
  const mend = 'copy the personal access token again from https://airtable.com/create/tokens'
  throw new UsageError(`the Airtable token ${what}`, { mend })
}

function originOf(api: string): string {
  const address = URL.canParse(api) ? new URL(api) : undefined
  if (address !== undefined && /^https?:$/.test(address.protocol)) return address.origin
  throw new UsageError('the address of the Airtable API is none', { mend: `write "${AIRTABLE}"` })
}

/** An address of the API. Throws `UsageError` where a part of the path cannot be written as one. */
export function addressOf({ origin }: Connection, path: readonly string[]): URL {
  const written = path.map((part) => (/\p{Surrogate}/u.test(part) ? '.' : encodeURIComponent(part)))
  const address = new URL(`${origin}/v0/${written.join('/')}`)
  // "." and ".." lead to other places.
  if (address.href === `${origin}/v0/${written.join('/')}`) return address
  const name = JSON.stringify(path.at(-1) ?? '')
  const mend = 'give the id of the table, which begins with "tbl"'
  throw new UsageError(`the table name ${name} cannot be written in an address`, { mend })
}
