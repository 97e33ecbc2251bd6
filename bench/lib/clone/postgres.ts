/** Clones of a PostgreSQL database on its own server. */
import { withClient } from '../pair'
import type { Section } from '../section'
import { PROOFS } from '../../../src/core/environment/engines/proof'
import { memoryFigure, proofRatios, RELAY_FIGURES, sampleProofs, sampleRelays } from './core'
import { bareTemplate, dumpPostgres } from './peers'
import type { CloneSite } from './site'

export const postgresTemplate: Section<CloneSite> = {
  name: 'postgres template',
  async prepare({ bundle, rows, postgres }) {
    const place = await postgres(rows)
    return {
      async measure(samples) {
        samples.add('bare wal_log', await bareTemplate(place, 'wal_log'))
        samples.add('bare file_copy', await bareTemplate(place, 'file_copy'))
        const bare = Math.min(samples.last('bare wal_log'), samples.last('bare file_copy'))
        await sampleProofs(samples, 'template', { bundle, place })
        for (const proof of PROOFS) {
          const name = `template, ${proof} proven`
          samples.add(`${name} above bare`, samples.last(name) - bare)
        }
      },
    }
  },
  ratios: [
    ...proofRatios('template', 'bare wal_log'),
    { name: 'file_copy / wal_log, both bare', of: 'bare file_copy', to: 'bare wal_log' },
  ],
  figures: [
    ...[...PROOFS].reverse().map((proof) => ({
      name: `template above the quicker bare one, ${proof} proven`,
      sample: `template, ${proof} proven above bare`,
      unit: 'ms' as const,
      ...(proof === 'definitions' && { aim: '≤ 150' }),
    })),
    { name: 'its plan', sample: 'template, definitions proven plan', unit: 'ms' },
    memoryFigure('template, rows proven'),
  ],
}

export const postgresRelay: Section<CloneSite> = {
  name: 'postgres relay',
  async prepare({ bundle, rows, postgres }) {
    const place = await postgres(rows)
    const small = await postgres(Math.max(1000, Math.round(rows / 10)))
    return {
      measure: (samples) =>
        // Somebody is on the source: it is not idle.
        withClient(small.url(small.database), () =>
          withClient(place.url(place.database), async () => {
            samples.add('pg_dump | psql', await dumpPostgres(place))
            await sampleRelays(samples, bundle, { place, small })
          }),
        ),
    }
  },
  ratios: proofRatios('relay', 'pg_dump | psql', '≤ 0.9'),
  figures: RELAY_FIGURES,
}
