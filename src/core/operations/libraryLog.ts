/** What the library of calls tells its caller while it works. */
import type { RowOutcome } from '../ledger/run'
import type { Change, Row } from '../plan/plan'
import type { WorkOptions } from '../util/progress'

export type LogLevel = 'error' | 'warning' | 'info' | 'debug'

/**
 * Hears of the work: `error` and `warning` of rows that were left out, `info` of every step and changed row, `debug`
 * of progress. Messages are for people.
 */
export type Log = (level: LogLevel, message: string) => void

export interface LogOptions {
  readonly log?: Log | undefined
  readonly signal?: AbortSignal | undefined
}

/** Progress of the core as messages of the level `debug`. */
export function workOptions({ log, signal }: LogOptions): WorkOptions {
  if (log === undefined) return { signal }
  return { signal, onProgress: ({ message }) => log('debug', message) }
}

/** Tells what became of a row. */
export function logOutcome(log: Log, outcome: RowOutcome): void {
  log(LEVELS[outcome.outcome], outcomeText(outcome))
}

const LEVELS = { applied: 'info', drifted: 'warning', failed: 'error' } as const

export function outcomeText(outcome: RowOutcome): string {
  const text = changeText(outcome)
  switch (outcome.outcome) {
    case 'applied':
      return text
    case 'drifted':
      return `${text}: left alone, because it has changed since`
    case 'failed':
      return `${text}: ${outcome.error?.message ?? 'refused by the database'}`
  }
}

/** `10001-A: fab_order 500.0 → 510.0`. */
export function changeText({
  key,
  before,
  after,
  op,
}: Pick<Change, 'key' | 'before' | 'after' | 'op'>): string {
  if (op !== 'update') return `${keyText(key)}: ${op}`
  const fields = Object.keys(after).map(
    (field) => `${field} ${valueText(before[field])} → ${valueText(after[field])}`,
  )
  return `${keyText(key)}: ${fields.join(', ')}`
}

export function keyText(key: Row): string {
  return Object.values(key).map(valueText).join('-')
}

function valueText(value: string | null | undefined): string {
  return value ?? 'NULL'
}
