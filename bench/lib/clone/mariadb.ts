/** Clones of a MariaDB database on its own server. */
import { withConnection } from '../mariadb'
import type { Section } from '../section'
import { memoryFigure, proofRatios, RELAY_FIGURES, sampleProofs, sampleRelays } from './core'
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
        await sampleProofs(samples, 'insert', { bundle, place })
      },
    }
  },
  ratios: [
    ...proofRatios('insert', 'mariadb-dump | mariadb', '≤ 0.5'),
    ...proofRatios('insert', 'mydumper + myloader', '≤ 0.4'),
  ],
  figures: [memoryFigure('insert, rows proven')],
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
  ratios: proofRatios('relay', 'mariadb-dump | mariadb'),
  figures: RELAY_FIGURES,
}
