/** Whether rows that an export no longer has may be marked as inactive. */
import type { ResolvedTable } from './resolvedSync'
import type { MissingRecords } from './reverseLinks'

/** More than one of these has to be said to be meant. */
const MOST_ROWS = 50
const MOST_PERCENT = 10

/** Why not, for people. Undefined where they may. */
export function doubtAboutGone(
  { spec, own }: ResolvedTable,
  { gone, active, unplaced }: Record<'gone' | 'active' | 'unplaced', number>,
  missing: MissingRecords | undefined,
): string | undefined {
  const left = `${gone} of ${active} active rows of "${spec.name}" have no record in the export, and stay active`
  if (own.isActive === undefined) return `${left}: the table has no column "is_active"`
  if (missing !== undefined)
    return `${left}: the export seems to be of a filtered view, since ${missing.example} and ${missing.cells === 1 ? 'that is' : `${missing.cells} such cells are`} not in it; --accept-vanished marks them all the same`
  if (unplaced > 0)
    return `${left}: ${unplaced} records cannot be read, and may be theirs; --accept-vanished marks them all the same`
  const isMany = gone > MOST_ROWS || gone * 100 > active * MOST_PERCENT
  return isMany
    ? `${left}: these are more than ${MOST_PERCENT} % or ${MOST_ROWS}; --accept-vanished marks them all the same`
    : undefined
}
