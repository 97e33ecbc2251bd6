/** From bronze to silver on PostgreSQL. */
import { askCore } from '../coreProcess'
import type { Section } from '../section'
import type { People, TransformAnswer } from './people'
import { mergePlainly } from './plainMerge'
import type { MedallionSite } from './site'

export const transforming: Section<MedallionSite> = {
  name: 'transform',
  async prepare({ bundle, rows, people }) {
    const [large, small] = [await people(rows), await people(Math.round(rows / 10))]
    return {
      async measure(samples) {
        const idle = await askCore(bundle, { operation: 'idle' })
        const note = (name: string, answer: TransformAnswer) => {
          samples.add(name, answer.milliseconds)
          samples.add(`${name} memory`, answer.peakMemory - idle.peakMemory)
          samples.add(`${name} statements`, answer.value.statements)
        }
        await small.restore('ingested')
        note('tenth', await made(small))
        await large.restore('ingested')
        samples.add('plain merge', await mergePlainly(large.url, large.entities))
        note('full', await made(large))
        samples.add('rate', (1000 * large.records) / samples.last('full'))
        note('again', expect(await large.transform({ full: true }), 0, 0))
        note('idle', expect(await large.transform(), 0, 0))
        await large.restore('changed')
        note('changed', expect(await large.transform(), 0, Math.round(large.entities / 100)))
      },
    }
  },
  ratios: [
    { name: 'full / plain merge by hand', of: 'full', to: 'plain merge' },
    { name: 'full, nothing changed / full', of: 'again', to: 'full' },
    { name: 'nothing new / full', of: 'idle', to: 'full' },
    { name: '1 % changed / full', of: 'changed', to: 'full', aim: '≤ 0.05' },
    { name: 'full / full of a tenth', of: 'full', to: 'tenth' },
  ],
  figures: [
    { name: 'bronze records a second, full', sample: 'rate', unit: 'rows/s', aim: '≥ 60000' },
    { name: 'statements, full', sample: 'full statements', unit: 'statements' },
    {
      name: 'statements, full of a tenth',
      sample: 'tenth statements',
      unit: 'statements',
      aim: 'the same',
    },
    { name: 'memory above idle, full', sample: 'full memory', unit: 'MB' },
    {
      name: 'memory above idle, full of a tenth',
      sample: 'tenth memory',
      unit: 'MB',
      aim: 'the same',
    },
  ],
}

async function made(people: People): Promise<TransformAnswer> {
  return expect(await people.transform(), people.entities, 0)
}

/** What is timed has to have done what it should. */
function expect(answer: TransformAnswer, created: number, updated: number): TransformAnswer {
  const { counts } = answer.value
  if (counts.created !== created || counts.updated !== updated || counts.deleted !== 0)
    throw new Error(`a transform has made ${JSON.stringify(counts)}`)
  return answer
}
