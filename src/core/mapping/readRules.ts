/** Conflict strategies, tolerances and limits of deletion as a mapping file has them, in one form. */
import type { Tolerance } from '../schema/tolerance'
import type { ConflictFile, ToleranceFile } from './conflictSchema'
import type { ConflictStrategy, DeleteLimit, MissingRows } from './mapping'
import type { MissingFile } from './missingSchema'

/** The entry of `fields` that stands for all columns of one name on both sides. */
export const EVERY_FIELD = '*'

/** Whichever is more. A small table may well lose most of its rows; a large one that does has a wrong source. */
export const DEFAULT_DELETE_LIMIT: DeleteLimit = { rows: 50, percent: '10' }

/** `25%` or `0.5%`; the digits are a decimal number. */
export const PERCENT = /^(\d{1,3}(?:\.\d{1,6})?)\s*%$/

export function readConflict(entry: ConflictFile): ConflictStrategy {
  if (typeof entry === 'string') return { kind: entry }
  const { newestBy } = entry
  return typeof newestBy === 'string'
    ? { kind: 'newestBy', source: newestBy, target: newestBy }
    : { kind: 'newestBy', ...newestBy }
}

export function readTolerance(entry: ToleranceFile): Tolerance {
  if (typeof entry !== 'object') return String(entry)
  const { absolute, relative, seconds } = entry
  if (absolute !== undefined) return { absolute: String(absolute) }
  if (relative !== undefined) return { relative: String(relative) }
  return { seconds: String(seconds) }
}

export function readMissing(entry: MissingFile = {}): MissingRows {
  const { inTarget = 'report', inSource = 'ignore', deleteLimit } = entry
  return { inTarget, inSource, deleteLimit: readDeleteLimit(deleteLimit) }
}

/** A limit that is given stands alone: the default's other half does not raise it. */
function readDeleteLimit(limit: MissingFile['deleteLimit']): DeleteLimit {
  if (limit === undefined) return DEFAULT_DELETE_LIMIT
  if (typeof limit === 'number') return { rows: limit, percent: '0' }
  return { rows: 0, percent: PERCENT.exec(limit)?.[1] ?? '0' }
}
