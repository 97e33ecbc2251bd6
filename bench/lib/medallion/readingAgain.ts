/** A file that was read before, as it was and with one record changed. */
import { time } from '../measure'
import { withClient } from '../pair'
import type { Section } from '../section'
import { changeRecord, createPrints, hashFile, type Prints } from './prints'
import type { MedallionSite } from './site'

/** A million records where a transform reads 275,000. */
const TIMES = 40 / 11

export const readingAgain: Section<MedallionSite> = {
  name: 'file again',
  async prepare({ bundle, rows, postgres }) {
    const prints = await createPrints(postgres, bundle, Math.round(rows * TIMES))
    await prints.empty()
    await prints.ingest([prints.records, 0, 0])
    await prints.settle()
    let letter = 'B'
    return {
      async measure(samples) {
        await hashFile(prints)
        samples.add('SHA-256 pass', await time(() => hashFile(prints)))
        const before = await countRows(prints)
        const again = await prints.ingest([0, 0, prints.records])
        samples.add('unchanged', again.milliseconds)
        if ((await countRows(prints)) !== before) throw new Error('rows were written')
        await changeRecord(prints, letter)
        letter = letter === 'B' ? 'b' : 'B'
        const changed = await prints.ingest([0, 1, prints.records - 1])
        samples.add('one changed', changed.milliseconds)
        samples.add('above', changed.milliseconds - 2 * samples.last('SHA-256 pass'))
      },
    }
  },
  ratios: [
    { name: 'unchanged / SHA-256 pass', of: 'unchanged', to: 'SHA-256 pass', aim: '≤ 1.2' },
    { name: 'one changed / SHA-256 pass', of: 'one changed', to: 'SHA-256 pass' },
  ],
  figures: [{ name: 'one changed, above two passes', sample: 'above', unit: 'ms', aim: '≤ 50' }],
}

/** Of bronze and of what the ledger keeps of its records. */
function countRows({ url }: Prints): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ n: string }>(
      `select concat_ws(' ', (select count(*) from bronze.raw_entities), (select count(*) from drydock.content_hashes), (select count(*) from drydock.quarantine)) as n`,
    )
    return rows[0]?.n ?? ''
  })
}
