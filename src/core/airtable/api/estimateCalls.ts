/** What a reading costs of the calls that Airtable allows in a month, before the first one is made. */
import { CALLS_PER_SECOND } from './basePace'

/** Calls a month for each workspace. Where a plan is not here, nothing is said of a share. */
export const MONTHLY_CALLS = { free: 1000, team: 100_000 } as const

export interface CallEstimate {
  readonly calls: number
  /** Of some table it is not known how many records it has, so that it may be more calls. */
  readonly isLeast: boolean
  /** It cannot take fewer seconds. */
  readonly seconds: number
}

const RECORDS_A_CALL = 100

/** `recordCounts` has the records of each table, undefined where that is not known. */
export function estimateCalls(recordCounts: readonly (number | undefined)[]): CallEstimate {
  const schema = 1
  const calls = recordCounts.reduce<number>((sum, count) => sum + callsFor(count), schema)
  return {
    calls,
    isLeast: recordCounts.includes(undefined),
    // The first five go at once.
    seconds: Math.floor((calls - 1) / CALLS_PER_SECOND),
  }
}

/** That a table is empty is an answer too. */
function callsFor(count = 0): number {
  return Math.max(1, Math.ceil(count / RECORDS_A_CALL))
}

/** `monthly` is how many calls a month are allowed, where that is known. */
export function describeEstimate(estimate: CallEstimate, monthly?: number): string {
  const { calls, isLeast, seconds } = estimate
  const least = isLeast ? 'at least ' : ''
  const time = seconds === 0 ? 'about a second' : `no less than ${formatSeconds(seconds)}`
  const cost = `${least}${formatCount(calls)} ${calls === 1 ? 'call' : 'calls'} of Airtable’s API, ${time}`
  if (monthly === undefined) return cost
  const share = formatShare(calls, monthly)
  return `${cost}, ${least}${share} of the ${formatCount(monthly)} calls a month`
}

function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`
}

function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** Up, so that nobody thinks that it costs less. */
function formatShare(calls: number, monthly: number): string {
  const tenths = Math.ceil((calls * 1000) / monthly)
  return `${formatCount(Math.floor(tenths / 10))}${tenths % 10 === 0 ? '' : `.${tenths % 10}`} %`
}
