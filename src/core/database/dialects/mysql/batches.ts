import type { Session } from '../../session'

/** Statements of batches say themselves in which order tables are joined. */
export function prepareForBatches(_session: Session): Promise<void> {
  return Promise.resolve()
}
