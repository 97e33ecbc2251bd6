/** What Airtable says where it gives nothing, and what people can do about it. */
import { quote } from '../../source/records/network/quote'
import type { Secrets } from '../../source/records/network/secrets'
import { DatabaseOperationError } from '../../util/errors'

export interface Refusal {
  readonly status: number
  /** Airtable's name for it: `UNKNOWN_FIELD_NAME`. */
  readonly type: string | undefined
  /** What it says, behind a colon; empty where it says nothing. */
  readonly said: string
}

export function readRefusal(status: number, bytes: Buffer, secrets: Secrets): Refusal {
  const text = bytes.toString('utf8', 0, MOST_BYTES)
  const { type, message } = readError(text)
  return { status, type, said: quote(message ?? type ?? text, secrets) }
}

const MOST_BYTES = 2 ** 20

interface SaidError {
  readonly type?: string
  readonly message?: string
}

/** It has three forms: `{ error: { type, message } }`, `{ error: type }` and `{ errors: [{ error: type, message }] }`. */
function readError(text: string): SaidError {
  const answer = asObject(parse(text))
  const errors = answer['errors']
  const { error, message } = asObject(Array.isArray(errors) ? errors[0] : answer)
  const whole = typeof error === 'object' ? asObject(error) : { type: error, message }
  return {
    ...(typeof whole['type'] === 'string' && { type: whole['type'] }),
    ...(typeof whole['message'] === 'string' && { message: whole['message'] }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The listing took so long that Airtable has forgotten where it was. */
export function isExpired({ type }: Refusal): boolean {
  return type === 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE'
}

/** The calls of the month are used up: half a minute does not help. */
export function isQuotaRefusal({ type }: Refusal): boolean {
  return type === 'PUBLIC_API_BILLING_LIMIT_EXCEEDED'
}

/** What was asked for. */
export interface Wanted {
  readonly base: string
  readonly what: 'schema' | 'records'
  /** Of records, the table, as people call it. */
  readonly table?: string
  /** The schema of the base was read with this token and has the table: both are shared. */
  readonly isShared?: boolean
}

const TOKENS = 'https://airtable.com/create/tokens'

/** `code` is `airtable-unauthorized`, `airtable-forbidden`, `airtable-missing`, `airtable-quota` or `source-refused`. */
export function refusalError(refusal: Refusal, wanted: Wanted): DatabaseOperationError {
  const { status, said } = refusal
  const told = `it answered ${status}${said}`
  if (isQuotaRefusal(refusal))
    return failure('airtable-quota', `Airtable gives no more this month: ${told}`, {
      mend: 'wait for the next month, or take a plan with more calls; exports as CSV cost none',
    })
  if (status === 401)
    return failure('airtable-unauthorized', `Airtable does not know the token: ${told}`, {
      mend: `make a personal access token at ${TOKENS} and store it again; API keys do not work any more`,
    })
  const thing = thingOf(wanted)
  if (status === 403)
    return failure('airtable-forbidden', `Airtable does not let the token read ${thing}: ${told}`, {
      mend: mendForbidden(wanted),
    })
  if (status === 404)
    return failure('airtable-missing', `Airtable has no ${thing} for the token: ${told}`, {
      mend: mendMissing(wanted),
    })
  return failure('source-refused', `Airtable does not give ${thing}: ${told}`, {
    mend: 'check what is asked for against what the base has',
  })
}

function failure(
  code: string,
  message: string,
  options: { readonly mend: string },
): DatabaseOperationError {
  return new DatabaseOperationError(code, message, options)
}

function thingOf({ base, what, table }: Wanted): string {
  const ofBase = `base "${base}"`
  return what === 'schema' ? `schema of ${ofBase}` : `table ${JSON.stringify(table)} of ${ofBase}`
}

/** Airtable does not say which of these it is, so that nobody learns what else there is. */
function mendForbidden({ base, what, isShared }: Wanted): string {
  const scope = what === 'schema' ? 'schema.bases:read' : 'data.records:read'
  const giveScope = `give the token the scope "${scope}" at ${TOKENS}`
  if (what === 'schema') return `${giveScope}, and share base "${base}" with it there`
  if (isShared === true) return giveScope
  return `${giveScope}, share base "${base}" with it there, and check the name of the table`
}

function mendMissing({ base, what, isShared }: Wanted): string {
  const share = `check the id of the base, and share base "${base}" with the token at ${TOKENS}`
  if (what === 'schema') return share
  return isShared === true ? 'read the schema of the base again' : `${share}; check the table too`
}
