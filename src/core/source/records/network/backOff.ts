/** Doing again what may go well another time, after waits that grow. */
import { DatabaseOperationError, throwIfAborted } from '../../../util/errors'
import type { SourceContext } from '../source'
import type { Clock } from './clock'
import type { Retry } from './retrySchema'

/** What went wrong and may go well another time. The message says it without a secret: people read it. */
export class PassingFault extends Error {
  override readonly name = 'PassingFault'
  constructor(
    message: string,
    /** How long the service asks to wait, in milliseconds. */
    readonly askedWait?: number,
  ) {
    super(message)
  }
}

export interface BackOff extends Retry {
  readonly clock: Clock
  readonly context: Pick<SourceContext, 'signal' | 'warn'>
  /** Whose work it is, for people. */
  readonly description: string
}

/** No service is waited for longer, whatever it asks. */
const LONGEST_WAIT = 60 * 60 * 1000

/** Does the work until it ends with something else than a `PassingFault`, or once too often. */
export async function withRetries<T>(backOff: BackOff, work: () => Promise<T>): Promise<T> {
  const { context, clock } = backOff
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(context.signal)
    const outcome = await attemptOnce(work)
    if ('result' in outcome) return outcome.result
    throwIfAborted(context.signal)
    const wait = waitAfter(outcome.fault, attempt, backOff)
    context.warn(warningOf(outcome.fault, wait, attempt, backOff))
    await clock.sleep(wait, context.signal)
  }
}

type Outcome<T> = { readonly result: T } | { readonly fault: PassingFault }

async function attemptOnce<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { result: await work() }
  } catch (error) {
    if (error instanceof PassingFault) return { fault: error }
    throw error
  }
}

/** Throws where there is no point in waiting. */
function waitAfter(fault: PassingFault, attempt: number, backOff: BackOff): number {
  const { attempts, description } = backOff
  if (attempt >= attempts) {
    const times = attempts === 1 ? '' : `, ${attempts} times in a row`
    const mend = 'try again later, or give "retry" more "attempts"'
    throw unavailable(`"${description}" ${fault.message}${times}`, mend)
  }
  const { askedWait } = fault
  if (askedWait === undefined) return growingWait(attempt, backOff)
  if (askedWait <= LONGEST_WAIT) return askedWait
  const asks = `asks to wait ${formatWait(askedWait)}, which is more than an hour`
  throw unavailable(`"${description}" ${fault.message} and ${asks}`, 'try again later')
}

function unavailable(message: string, mend: string): DatabaseOperationError {
  return new DatabaseOperationError('source-unavailable', message, { mend, transient: true })
}

/** Between half and all of what has doubled with each attempt: many who failed together do not come back together. */
function growingWait(attempt: number, { first, most, clock }: BackOff): number {
  const longest = Math.min(most, first * 2 ** (attempt - 1))
  return longest * (0.5 + clock.random() / 2)
}

function warningOf(fault: PassingFault, wait: number, attempt: number, backOff: BackOff): string {
  const asked = fault.askedWait === undefined ? '' : ' as it asks'
  const next = `before attempt ${attempt + 1} of ${backOff.attempts}`
  return `"${backOff.description}" ${fault.message}, waiting ${formatWait(wait)}${asked} ${next}`
}

function formatWait(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.ceil(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`
  return seconds < 600 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
