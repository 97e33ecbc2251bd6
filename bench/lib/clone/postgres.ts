/** Clones of a PostgreSQL database on its own server. */
import { withClient } from '../pair'
import type { Section } from '../section'
import { MEMORY_AIM, PROOFS, RELAY_FIGURES, sampleClone, sampleRelays } from './core'
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
        for (const proof of PROOFS) {
          const name = `template, ${proof} proven`
          await sampleClone(samples, name, { bundle, place, proof })
          samples.add(`${name} above bare`, samples.last(name) - bare)
        }
      },
    }
  },
  ratios: [
    {
      name: 'template / create database template',
      of: 'template, counts proven',
      to: 'bare wal_log',
    },
    {
      name: 'template, all values proven / the same',
      of: 'template, rows proven',
      to: 'bare wal_log',
    },
    { name: 'file_copy / wal_log, both bare', of: 'bare file_copy', to: 'bare wal_log' },
  ],
  figures: [
    {
      name: 'template above the quicker bare one',
      sample: 'template, counts proven above bare',
      unit: 'ms',
      aim: '≤ 150',
    },
    {
      name: 'template, all values proven, above it',
      sample: 'template, rows proven above bare',
      unit: 'ms',
    },
    { name: 'its plan', sample: 'template, counts proven plan', unit: 'ms' },
    {
      name: 'memory above idle',
      sample: 'template, rows proven memory',
      unit: 'MB',
      aim: MEMORY_AIM,
    },
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
  ratios: [
    {
      name: 'relay / pg_dump | psql',
      of: 'relay, counts proven',
      to: 'pg_dump | psql',
      aim: '≤ 0.9',
    },
    {
      name: 'relay, all values proven / pg_dump | psql',
      of: 'relay, rows proven',
      to: 'pg_dump | psql',
    },
  ],
  figures: RELAY_FIGURES,
}
