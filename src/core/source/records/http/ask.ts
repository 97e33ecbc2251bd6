/** A request that is made until there is an answer to work with. */
import { DatabaseOperationError } from '../../../util/errors'
import { PassingFault, withRetries, type BackOff } from '../network/backOff'
import { takeTurn } from '../network/hostPace'
import { quote } from '../network/quote'
import { AnswerJson } from './answerJson'
import { exchange, type Answer, type Exchange } from './exchange'
import { readRetryAfter } from './retryAfter'
import type { Request } from './request'

export interface Asking extends Omit<Exchange, 'address' | 'headers'> {
  readonly backOff: BackOff
  readonly perSecond?: number
}

export interface Answered {
  readonly kind: 'json'
  readonly json: AnswerJson
  readonly headers: Headers
  readonly address: URL
}

/** `unchanged` where the request asked for changes only; `missing` where that is an end that was expected. */
export type Reply = Answered | { readonly kind: 'unchanged' | 'missing' | 'empty' }

export interface Question {
  readonly address: URL
  /** Makes the service answer 304 where nothing has changed. */
  readonly conditions?: Readonly<Record<string, string>>
  /** Answers that say that there is no such thing, where that is no error. */
  readonly missing?: ReadonlySet<number>
  /** What to do where there is no such page and it is an error. */
  readonly mendMissing?: string | undefined
}

export function ask(asking: Asking, question: Question): Promise<Reply> {
  const { backOff, perSecond, signal } = asking
  const { address, conditions = {} } = question
  return withRetries(backOff, async () => {
    if (perSecond !== undefined) await takeTurn(address.host, perSecond, backOff.clock, signal)
    return judge(await exchange({ ...asking, address, headers: conditions }), question, asking)
  })
}

/** What may go well another time. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])
/** How services say that there is no such page. */
export const NO_SUCH_PAGE: ReadonlySet<number> = new Set([400, 404, 410, 416, 422])

function judge(answer: Answer, question: Question, { request, backOff }: Asking): Reply {
  const { status, headers } = answer
  if (status === 204) return { kind: 'empty' }
  if (status >= 200 && status < 300) return judgeJson(answer, request)
  if (status === 304 && question.conditions !== undefined) return { kind: 'unchanged' }
  if (question.missing?.has(status) === true) return { kind: 'missing' }
  if (!PASSING.has(status)) {
    const mend = NO_SUCH_PAGE.has(status) ? question.mendMissing : undefined
    throw refused(answer, request, mend ?? mendOf(status))
  }
  const wait = readRetryAfter(headers.get('retry-after'), backOff.clock.now())
  throw new PassingFault(`answered ${status}`, wait)
}

function judgeJson({ bytes, headers, address }: Answer, request: Request): Reply {
  const json = AnswerJson.parse(bytes, headers.get('content-type'))
  if (json !== undefined) return { kind: 'json', json, headers, address }
  const said = quoteAnswer(bytes, request)
  throw new PassingFault(`gave an answer that is no JSON or breaks off${said}`)
}

function refused(
  { status, bytes }: Answer,
  request: Request,
  mend: string,
): DatabaseOperationError {
  const message = `"${request.description}" answered ${status}${quoteAnswer(bytes, request)}`
  return new DatabaseOperationError('source-refused', message, { mend })
}

function mendOf(status: number): string {
  if (status === 401 || status === 403)
    return 'check "auth" and its secret, and what the service lets it read'
  if (status === 404 || status === 410) return 'check "url"'
  if (status === 304) return 'remove "If-None-Match" and "If-Modified-Since" from "headers"'
  return 'check "url", "query" and "headers" against what the service documents'
}

/** More than is quoted, because secrets are masked before the rest is cut off. */
const MOST_BYTES = 2 ** 20

function quoteAnswer(bytes: Buffer, { secrets }: Request): string {
  return quote(bytes.toString('utf8', 0, MOST_BYTES), secrets)
}
