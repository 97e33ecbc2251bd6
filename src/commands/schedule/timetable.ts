/** Which schedules are due, and how long until the next one is. */

export interface TimetableEntry {
  readonly folder: string
  /** The definition, relative to the folder. */
  readonly path: string
  /** Milliseconds since 1970. */
  readonly due: number
}

/** A machine that slept, or an editor that was busy, is late by more than this: then it was missed. */
const GRACE = 90_000

/** Timers take no more than 24 days, and clocks are changed by hand: once an hour is looked anew. */
const LONGEST = 60 * 60_000

/** Milliseconds until somebody has to look again; undefined where nothing will ever be due. */
export function timeToLook(entries: readonly TimetableEntry[], now: number): number | undefined {
  if (entries.length === 0) return undefined
  const next = Math.min(...entries.map(({ due }) => due))
  return Math.min(LONGEST, Math.max(0, next - now))
}

export interface DueEntries<E extends TimetableEntry> {
  readonly due: readonly E[]
  /** Their time has gone by while nobody looked. They are not made up for. */
  readonly missed: readonly E[]
}

export function dueEntries<E extends TimetableEntry>(
  entries: readonly E[],
  now: number,
): DueEntries<E> {
  const over = entries.filter(({ due }) => due <= now)
  return {
    due: over.filter(({ due }) => now - due <= GRACE),
    missed: over.filter(({ due }) => now - due > GRACE),
  }
}
