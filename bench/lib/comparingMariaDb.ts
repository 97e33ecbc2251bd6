/** Comparing with and on MariaDB, against one ordered read by MariaDB's own client, and pt-table-sync. */
import { samplePlan } from './core'
import { comparePercona, readOrdered } from './mariadb'
import { createWorkspace } from './pair'
import { DIFFERING, type Section } from './section'

export const comparingMariaDb: Section = {
  name: 'mariadb comparing',
  async prepare({ bundle, pair, mariadb, mariadbItems }) {
    if ((await mariadb()) === undefined) return undefined
    const postgres = (await pair('large')).source
    const [source, target] = [await mariadbItems('source'), await mariadbItems('target')]
    const across = createWorkspace('across', { source: postgres, target }, DIFFERING.target)
    const within = createWorkspace('within', { source, target }, DIFFERING.target)
    return {
      async measure(samples) {
        samples.add('mariadb read', await readOrdered(target))
        await samplePlan(samples, 'across', bundle, across)
        await samplePlan(samples, 'within', bundle, within)
      },
      async measureOnce(samples) {
        const percona = await comparePercona(source, target)
        if (percona === undefined) return
        samples.add('pt-table-sync', percona)
        samples.add('within median', samples.median('within'))
      },
    }
  },
  ratios: [
    {
      name: 'postgres → mariadb / ordered read by "mariadb"',
      of: 'across',
      to: 'mariadb read',
      aim: '≤ 1.6',
    },
    {
      name: 'mariadb → mariadb / ordered read by "mariadb"',
      of: 'within',
      to: 'mariadb read',
      aim: '≤ 1.6',
    },
    {
      name: 'pt-table-sync / mariadb → mariadb',
      of: 'pt-table-sync',
      to: 'within median',
      aim: '≥ 10',
    },
  ],
  figures: [
    {
      name: 'memory of postgres → mariadb above idle',
      sample: 'across memory',
      unit: 'MB',
      aim: '≤ 110',
    },
    {
      name: 'memory of mariadb → mariadb above idle',
      sample: 'within memory',
      unit: 'MB',
      aim: '≤ 110',
    },
  ],
}
