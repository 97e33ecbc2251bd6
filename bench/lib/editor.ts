/** A dry run in a real VS Code: how late its extension host is meanwhile. */
import { measureHostDelay } from './hostDelay'
import { DEFINITION } from './pair'
import type { Section } from './section'

export const editor: Section = {
  name: 'editor',
  async prepare({ pair }) {
    const { folder } = await pair('large')
    return {
      measure: () => Promise.resolve(),
      async measureOnce(samples) {
        const { p99, milliseconds } = await measureHostDelay(folder, DEFINITION)
        samples.add('delay', p99)
        samples.add('dry run', milliseconds)
      },
    }
  },
  figures: [
    { name: "extension host's event-loop delay, 99th percentile", sample: 'delay', unit: 'ms' },
    { name: 'dry run from the command to the open panel', sample: 'dry run', unit: 'ms' },
  ],
}
