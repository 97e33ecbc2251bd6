/** A source that completes records of others, with everything that its file leaves out. */
import type { EnrichmentFile } from './enrichmentSchema'
import type { Source } from './pipeline'
import { secondsOf } from './sourceParts'

/** What such a source is called beside the others. */
export const ENRICH = 'enrich:'

const CONCURRENCY = 4
const RETRY_AFTER = '7d'

export function readEnrichment(name: string, file: EnrichmentFile): Source {
  const { for: of, lacking, concurrency, retryMissingAfter } = file
  const { significant = [], volatile = [], sets = [], ...options } = file
  return {
    name: `${ENRICH}${name}`,
    type: file.type,
    options,
    // Its records have the ids that they were asked for by.
    id: { from: [], clean: [] },
    significance: { only: significant, except: volatile, sets },
    vanished: 'keep',
    enrichment: {
      of: typeof of === 'string' ? [of] : of,
      lacking,
      concurrency: concurrency ?? CONCURRENCY,
      retryMissingSeconds: secondsOf(retryMissingAfter ?? RETRY_AFTER),
    },
  }
}
