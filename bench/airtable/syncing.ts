/** The first sync of a base, against what else brings the same bytes into a database. */
import { askCore } from '../lib/coreProcess'
import type { Section } from '../lib/section'
import { firstChanges } from './base'
import {
  copyPrepared,
  copyRaw,
  CSVSQL_ROWS,
  hasProgram,
  insertByCsvsql,
  loadByPgloader,
} from './peers'
import type { AirtableSite } from './site'

const CSVSQL = `csvsql, ${CSVSQL_ROWS} rows scaled to all`

export const syncing: Section<AirtableSite> = {
  name: 'sync',
  async prepare({ bundle, base }) {
    const prints = await base()
    return {
      async measure(samples) {
        await prints.empty()
        prints.put('first')
        const idle = await askCore(bundle, { operation: 'idle' })
        const planned = await prints.plan(firstChanges(prints))
        const applied = await prints.apply(planned.path)
        const both = planned.milliseconds + applied.milliseconds
        samples.add('plan', planned.milliseconds)
        samples.add('apply', applied.milliseconds)
        samples.add('sync', both)
        samples.add('rate', (1000 * prints.records) / both)
        samples.add('plan memory', planned.peakMemory - idle.peakMemory)
        samples.add('apply memory', applied.peakMemory - idle.peakMemory)
        samples.add('file', prints.megabytes)
        samples.add('COPY', await copyRaw(prints))
        samples.add('COPY prepared', await copyPrepared(prints))
        if (there('pgloader')) samples.add('pgloader', await loadByPgloader(prints))
      },
      async measureOnce(samples) {
        if (!there('csvsql')) return
        samples.add(CSVSQL, await insertByCsvsql(prints))
        samples.add('sync median', samples.median('sync'))
      },
    }
  },
  ratios: [
    { name: 'plan / COPY of the same bytes, unlogged', of: 'plan', to: 'COPY' },
    { name: 'apply / COPY of the same bytes, unlogged', of: 'apply', to: 'COPY' },
    { name: 'sync / COPY of the same bytes, unlogged', of: 'sync', to: 'COPY' },
    {
      name: 'sync / COPY of the rows, with the same indexes',
      of: 'sync',
      to: 'COPY prepared',
    },
    { name: 'pgloader into texts / sync', of: 'pgloader', to: 'sync' },
    { name: 'csvsql --insert / sync', of: CSVSQL, to: 'sync median' },
  ],
  figures: [
    { name: 'the export', sample: 'file', unit: 'MB' },
    { name: 'records a second', sample: 'rate', unit: 'rows/s' },
    { name: 'memory of plan above idle', sample: 'plan memory', unit: 'MB' },
    { name: 'memory of apply above idle', sample: 'apply memory', unit: 'MB' },
  ],
}

const missing = new Set<string>()

/** Says once, beside the results, what this machine has not. */
function there(program: string): boolean {
  if (missing.has(program)) return false
  if (hasProgram(program)) return true
  missing.add(program)
  console.error(`${program} is not on this machine: measured without it`)
  return false
}
