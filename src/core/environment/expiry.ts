/** Until when an environment is needed. */
import type { KnownDatabase } from '../ledger/databaseStates'

/** The last moment of those of its databases that have one; null where none has. */
export function expiryOf(known: readonly KnownDatabase[], environment: string): string | null {
  const times = known
    .filter((one) => one.environment === environment && one.state === 'ready')
    .flatMap(({ expiresAt }) => expiresAt ?? [])
    .sort()
  return times.at(-1) ?? null
}

export function isOver(moment: string, now: Date): boolean {
  return moment <= now.toISOString()
}
