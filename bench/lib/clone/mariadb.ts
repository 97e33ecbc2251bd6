/** Clones of a MariaDB database on its own server. */
import { withConnection } from '../mariadb'
import type { Section } from '../section'
import { MEMORY_AIM, PROOFS, RELAY_FIGURES, sampleClone, sampleRelays } from './core'
import { dumpMariaDb, mydump } from './peers'
import type { CloneSite } from './site'

export const mariadbInsert: Section<CloneSite> = {
  name: 'mariadb insert',
  async prepare({ bundle, rows, mariadb }) {
    const place = await mariadb(rows)
    if (place === undefined) return undefined
    return {
      async measure(samples) {
        samples.add('mariadb-dump | mariadb', await dumpMariaDb(place))
        const loaded = await mydump(place)
        if (loaded !== undefined) samples.add('mydumper + myloader', loaded)
        for (const proof of PROOFS)
          await sampleClone(samples, `insert, ${proof} proven`, { bundle, place, proof })
      },
    }
  },
  ratios: [
    {
      name: 'insert / mariadb-dump | mariadb',
      of: 'insert, counts proven',
      to: 'mariadb-dump | mariadb',
      aim: '≤ 0.5',
    },
    {
      name: 'insert / mydumper + myloader',
      of: 'insert, counts proven',
      to: 'mydumper + myloader',
      aim: '≤ 0.4',
    },
    {
      name: 'insert, all values proven / mariadb-dump | mariadb',
      of: 'insert, rows proven',
      to: 'mariadb-dump | mariadb',
    },
  ],
  figures: [
    {
      name: 'memory above idle',
      sample: 'insert, rows proven memory',
      unit: 'MB',
      aim: MEMORY_AIM,
    },
  ],
}

export const mariadbRelay: Section<CloneSite> = {
  name: 'mariadb relay',
  async prepare({ bundle, rows, mariadb }) {
    const place = await mariadb(rows)
    const small = await mariadb(Math.max(1000, Math.round(rows / 10)))
    if (place === undefined || small === undefined) return undefined
    return {
      async measure(samples) {
        // Somebody is on the source: it is not idle.
        await withConnection(small.url(small.database), () =>
          withConnection(place.url(place.database), async () => {
            samples.add('mariadb-dump | mariadb', await dumpMariaDb(place))
            await sampleRelays(samples, bundle, { place, small })
          }),
        )
      },
    }
  },
  ratios: [
    {
      name: 'relay / mariadb-dump | mariadb',
      of: 'relay, counts proven',
      to: 'mariadb-dump | mariadb',
    },
    {
      name: 'relay, all values proven / mariadb-dump | mariadb',
      of: 'relay, rows proven',
      to: 'mariadb-dump | mariadb',
    },
  ],
  figures: RELAY_FIGURES,
}
