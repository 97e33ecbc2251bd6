/** Exports of a base that was synced before: as they were, with other addresses of attachments, and with one record changed. */
import type { Section } from '../lib/section'
import { firstChanges } from './base'
import type { AirtableSite } from './site'

export const syncingAgain: Section<AirtableSite> = {
  name: 'again, urls, one',
  async prepare({ base }) {
    const prints = await base()
    return {
      async measure(samples) {
        await prints.empty()
        prints.put('first')
        const first = await prints.plan(firstChanges(prints))
        samples.add('first plan', first.milliseconds)
        samples.add('first apply', (await prints.apply(first.path)).milliseconds)
        await prints.settle()
        const again = await prints.again()
        samples.add('SHA-256 pass', again.pass)
        samples.add('again', again.plan)
        samples.add('above', again.plan - again.pass)
        samples.add('SHA-256 pass, warm', again.warmPass)
        samples.add('again, warm', again.warmPlan)
        samples.add('above, warm', again.warmPlan - again.warmPass)
        prints.put('urls')
        samples.add('urls', (await prints.plan(0)).milliseconds)
        prints.put('one')
        const one = await prints.plan(1)
        const applied = await prints.apply(one.path)
        samples.add('one: plan', one.milliseconds)
        samples.add('one: apply', applied.milliseconds)
      },
    }
  },
  ratios: [
    { name: 'again / SHA-256 pass', of: 'again', to: 'SHA-256 pass', aim: '≤ 1.2' },
    {
      name: 'again / SHA-256 pass, in a process that has planned before',
      of: 'again, warm',
      to: 'SHA-256 pass, warm',
      aim: '≤ 1.2',
    },
    { name: 'urls: plan / first plan', of: 'urls', to: 'first plan' },
    { name: 'one: plan / first plan', of: 'one: plan', to: 'first plan' },
    { name: 'one: apply / first apply', of: 'one: apply', to: 'first apply' },
  ],
  figures: [
    { name: 'again, above the pass', sample: 'above', unit: 'ms' },
    { name: 'again, above the pass, warm', sample: 'above, warm', unit: 'ms' },
  ],
}
