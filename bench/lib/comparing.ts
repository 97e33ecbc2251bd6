/** Comparing tables on PostgreSQL, by every strategy, against one ordered COPY and a FULL JOIN in one database. */
import { samplePlan, plan } from './core'
import { startDelayProxy } from './delayProxy'
import { HASHED, ORDERED_COPY } from './items'
import { createBothSides, fullJoin } from './joins'
import { time } from './measure'
import { createWorkspace, drain, withClient } from './pair'
import type { Section, Site } from './section'

const STRATEGIES = ['merge', 'hash', 'partition'] as const

/** Megabytes. */
const MEMORY_AIM = '≤ 110'

export const comparing: Section = {
  name: 'comparing',
  async prepare({ bundle, rows, postgres, pair }) {
    const [large, small] = [await pair('large'), await pair('small')]
    const both = await createBothSides(postgres, rows)
    return {
      async measure(samples) {
        samples.add('one copy', await time(() => drain(large.source, ORDERED_COPY)))
        samples.add(
          'both copies',
          await time(() => Promise.all([large.source, large.target].map(drainItems))),
        )
        samples.add(
          'both hashed',
          await time(() => Promise.all([large.source, large.target].map(hashItems))),
        )
        for (const strategy of STRATEGIES)
          await samplePlan(samples, strategy, bundle, large, strategy)
        samples.add('full join', await fullJoin(both, 2))
        samples.add('full join alone', await fullJoin(both, 0))
        await samplePlan(samples, 'merge of a tenth', bundle, small, 'merge')
      },
    }
  },
  ratios: [
    { name: 'exact / one ordered copy', of: 'merge', to: 'one copy', aim: '≤ 1.3' },
    { name: 'exact / both copies at once', of: 'merge', to: 'both copies' },
    { name: 'both copies at once / one ordered copy', of: 'both copies', to: 'one copy' },
    { name: 'exact / full join', of: 'merge', to: 'full join', aim: '≤ 1.3' },
    { name: 'exact / full join in one process', of: 'merge', to: 'full join alone' },
    { name: 'hash / full join', of: 'hash', to: 'full join', aim: '≤ 0.6' },
    { name: 'hashing both sides, nothing sent / full join', of: 'both hashed', to: 'full join' },
    { name: 'hash / full join in one process', of: 'hash', to: 'full join alone' },
    { name: 'partition / one ordered copy', of: 'partition', to: 'one copy' },
  ],
  figures: [
    ...STRATEGIES.map((strategy) => ({
      name: `memory of ${strategy} above idle`,
      sample: `${strategy} memory`,
      unit: 'MB' as const,
      aim: MEMORY_AIM,
    })),
    { name: 'memory of merge of a tenth', sample: 'merge of a tenth memory', unit: 'MB' },
  ],
}

/** In one process for each side, as a machine with two cores has for two tables. */
function hashItems(url: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query('set max_parallel_workers_per_gather to 0')
    await client.query(HASHED)
  })
}

function drainItems(url: string): Promise<void> {
  return drain(url, ORDERED_COPY)
}

export const identical: Section = {
  name: 'identical',
  async prepare(site) {
    const pair = await site.pair('identical')
    return {
      async measure(samples) {
        samples.add('copy of same', await time(() => drain(pair.source, ORDERED_COPY)))
        await samplePlan(samples, 'probe', site.bundle, pair, 'probe')
      },
      async measureOnce(samples) {
        samples.add('probe bytes', (await countBytes(site)) / 1000)
      },
    }
  },
  ratios: [
    { name: 'probe of the same tables / one ordered copy', of: 'probe', to: 'copy of same' },
  ],
  figures: [
    { name: 'on the wire for the same tables', sample: 'probe bytes', unit: 'kB', aim: '≤ 100' },
  ],
}

/** All bytes between the servers and the core, both ways and with everything that goes before. */
async function countBytes({ postgres, bundle, pair }: Site): Promise<number> {
  const { source, target } = await pair('identical')
  const proxy = await startDelayProxy(postgres.port, 0)
  try {
    const urls = { source: proxy.through(source), target: proxy.through(target) }
    await plan(bundle, createWorkspace('counted', urls, 0), 'probe')
    return proxy.bytes
  } finally {
    await proxy.close()
  }
}
