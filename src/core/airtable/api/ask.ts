/** A request to Airtable that is made until there is an answer to work with. */
import { AnswerJson } from '../../source/records/http/answerJson'
import { exchange, type Answer } from '../../source/records/http/exchange'
import { readRetryAfter } from '../../source/records/http/retryAfter'
import type { Request } from '../../source/records/http/request'
import { PassingFault, withRetries } from '../../source/records/network/backOff'
import { quote } from '../../source/records/network/quote'
import { DatabaseOperationError } from '../../util/errors'
import type { Connection } from './connection'
import { isQuotaRefusal, readRefusal, type Refusal } from './refusal'

export interface Question {
  readonly address: URL
  /** JSON: makes it a POST. */
  readonly body?: string | undefined
}

export type Reply =
  | { readonly kind: 'json'; readonly json: AnswerJson }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/**
 * Throws `DatabaseOperationError` where Airtable cannot be reached for long, and `AbortedError` at once, within a wait too, when
 * the signal fires.
 */
export function ask(connection: Connection, question: Question): Promise<Reply> {
  const { retry, context, machine, pace } = connection
  const request = requestOf(connection, question)
  const backOff = { ...retry, context, clock: machine.clock, description: request.description }
  return withRetries(backOff, () => {
    warnOfPause(connection, request)
    return pace.inTurn(context.signal, async () =>
      judge(await answerOf(connection, request), connection),
    )
  })
}

/** Half a minute without a word looks as if nothing went on. */
function warnOfPause({ pace, context, base }: Connection, { description }: Request): void {
  const seconds = Math.ceil(pace.pauseLeft() / 1000)
  if (seconds > 0)
    context.warn(`"${description}" waits ${seconds} s, because base "${base}" was asked too often`)
}

function requestOf({ headers, secrets }: Connection, { address, body }: Question): Request {
  const description = secrets.mask(address.origin + address.pathname)
  const common = { address, secretQuery: {}, description, secrets }
  if (body === undefined) return { ...common, method: 'GET', headers }
  const posted = { ...headers, 'content-type': 'application/json' }
  return { ...common, method: 'POST', headers: posted, body }
}

async function answerOf(connection: Connection, request: Request): Promise<Answer> {
  const { timeout, context, machine } = connection
  const { address } = request
  const { mostBytes } = machine
  try {
    return await exchange({ request, address, timeout, mostBytes, signal: context.signal })
  } catch (error) {
    if (!(error instanceof DatabaseOperationError) || error.code !== 'source-too-large') throw error
    const mend = 'name the fields that are needed, so that records are smaller'
    throw new DatabaseOperationError(error.code, error.message, { mend })
  }
}

/** What may go well another time, apart from all that is the service's own fault. */
const PASSING = new Set([408, 425])
const TOO_MANY = 429

/** For so long Airtable answers nothing for a base that was asked too often, whatever it says itself. */
const PENALTY = 30_000
/** Whoever is told to wait longer gives up; the next one is told again. */
const LONGEST_PAUSE = 60 * 60 * 1000

function judge(answer: Answer, { pace, machine, secrets }: Connection): Reply {
  const { status, headers, bytes } = answer
  if (status >= 200 && status < 300) return judgeJson(answer, secrets)
  const refusal = readRefusal(status, bytes, secrets)
  const asked = readRetryAfter(headers.get('retry-after'), machine.clock.now())
  if (status === TOO_MANY && !isQuotaRefusal(refusal)) {
    const wait = Math.max(PENALTY, asked ?? 0)
    pace.pause(wait > LONGEST_PAUSE ? PENALTY : wait)
    throw new PassingFault(`answered ${status}`, wait)
  }
  if (status < 500 && !PASSING.has(status)) return { kind: 'refused', refusal }
  throw new PassingFault(`answered ${status}`, asked)
}

function judgeJson({ bytes, headers }: Answer, secrets: Connection['secrets']): Reply {
  const json = AnswerJson.parse(bytes, headers.get('content-type'))
  if (json !== undefined) return { kind: 'json', json }
  const said = quote(bytes.toString('utf8', 0, MOST_QUOTED), secrets)
  throw new PassingFault(`gave an answer that is no JSON or breaks off${said}`)
}

/** More than is shown, because secrets are masked before the rest is cut off. */
const MOST_QUOTED = 2 ** 20
