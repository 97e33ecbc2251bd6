/** Peak memory of the first sync of bases of several sizes, each step in a process of its own. */
import { askCore } from '../lib/coreProcess'
import type { Section } from '../lib/section'
import { createBase, firstChanges } from './base'
import type { AirtableSite } from './site'

/** Times the bench's rows: about 50 MB, 200 MB and 1.1 GB of them by default. */
const SIZES = [
  { name: 'N', times: 1, isLarge: false },
  { name: '4 N', times: 4, isLarge: false },
  { name: '22 N', times: 22, isLarge: true },
] as const

export const memory: Section<AirtableSite> = {
  name: 'memory',
  prepare({ bundle, postgres, rows, large }) {
    return Promise.resolve({
      measure: () => Promise.resolve(),
      async measureOnce(samples) {
        const idle = await askCore(bundle, { operation: 'idle' })
        for (const { name, times } of SIZES.filter(({ isLarge }) => large || !isLarge)) {
          const base = await createBase(postgres, bundle, rows * times)
          await base.empty()
          const planned = await base.plan(firstChanges(base))
          const applied = await base.apply(planned.path)
          samples.add(`${name} file`, base.megabytes)
          samples.add(`${name} plan memory`, planned.peakMemory - idle.peakMemory)
          samples.add(`${name} apply memory`, applied.peakMemory - idle.peakMemory)
          samples.add(`${name} plan`, planned.milliseconds)
          samples.add(`${name} apply`, applied.milliseconds)
        }
      },
    })
  },
  ratios: [
    { name: 'plan of 4 N / plan of N', of: '4 N plan', to: 'N plan' },
    { name: 'apply of 4 N / apply of N', of: '4 N apply', to: 'N apply' },
  ],
  figures: SIZES.flatMap(({ name }) => [
    { name: `the export of ${name}`, sample: `${name} file`, unit: 'MB' as const },
    ...['plan', 'apply'].map((step) => ({
      name: `memory of ${step} of ${name} above idle`,
      sample: `${name} ${step} memory`,
      unit: 'MB' as const,
      ...(name !== 'N' && { aim: 'the same' }),
    })),
  ]),
}
