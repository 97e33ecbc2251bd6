/** A file into an empty bronze on PostgreSQL. */
import { dirname, join } from 'node:path'
import { askCore } from '../coreProcess'
import type { Section } from '../section'
import {
  copyPrepared,
  insertFromFile,
  insertOneByOne,
  insertPrepared,
  keepPrepared,
} from './prepared'
import { createPrints, type Prints } from './prints'
import type { MedallionSite } from './site'

/** Of the rows that a transform reads, so many records are ingested: 200,000 of 275,000. */
const SHARE = 8 / 11
/** Row by row takes long: a tenth of the records says enough. */
const ONE_BY_ONE = 0.1

export const ingesting: Section<MedallionSite> = {
  name: 'ingest',
  async prepare({ bundle, rows, postgres }) {
    const large = await createPrints(postgres, bundle, Math.round(rows * SHARE))
    const small = await createPrints(postgres, bundle, Math.round((rows * SHARE) / 10))
    return {
      async measure(samples) {
        const idle = await askCore(bundle, { operation: 'idle' })
        const note = async (name: string, prints: Prints) => {
          await prints.empty()
          const { milliseconds, peakMemory } = await prints.ingest([prints.records, 0, 0])
          samples.add(name, milliseconds)
          samples.add(`${name} memory`, peakMemory - idle.peakMemory)
        }
        await note('tenth', small)
        await note('ingest', large)
        const prepared = join(dirname(large.file), 'prepared.copy')
        await keepPrepared(large.url, prepared)
        samples.add('COPY', await copyPrepared(large.url, prepared))
        samples.add('INSERT by 1,000', await insertPrepared(large.url))
        samples.add('INSERT from the file', await insertFromFile(large.url, large.file))
        const some = await insertOneByOne(large.url, ONE_BY_ONE)
        samples.add('row by row', some / ONE_BY_ONE)
      },
    }
  },
  ratios: [
    { name: 'ingest / COPY of the prepared rows', of: 'ingest', to: 'COPY', aim: '≤ 1.5' },
    { name: 'INSERT by 1,000 / ingest', of: 'INSERT by 1,000', to: 'ingest', aim: '≥ 2' },
    { name: 'INSERT by 1,000 from the file / ingest', of: 'INSERT from the file', to: 'ingest' },
    { name: 'row by row / ingest', of: 'row by row', to: 'ingest', aim: '≥ 10' },
    { name: 'ingest / ingest of a tenth', of: 'ingest', to: 'tenth' },
  ],
  figures: [
    { name: 'memory above idle', sample: 'ingest memory', unit: 'MB' },
    { name: 'memory above idle, of a tenth', sample: 'tenth memory', unit: 'MB', aim: 'the same' },
  ],
}
