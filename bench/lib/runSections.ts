/** Measures the sections of a benchmark one after the other, and tells what was found. */
import { Samples, type BenchOptions } from './measure'
import { describeSection, figuresOf, ratiosOf } from './report'
import type { Section } from './section'

export interface Sections<Site> {
  /** Of the benchmark. */
  readonly name: string
  readonly options: BenchOptions
  /** What `rows` counts, after its number: `rows a side`. */
  readonly unit: string
  readonly sections: readonly Section<Site>[]
  /** Lends what all sections work on. */
  readonly withSite: (rows: number, work: (site: Site) => Promise<void>) => Promise<void>
}

/** Prints text as it is found, or all of it as JSON at the end. */
export async function runSections<Site>(bench: Sections<Site>): Promise<void> {
  const { name, options, unit, withSite } = bench
  const { rows, runs, only, json } = options
  const say = (text: string) => {
    if (!json) console.log(text)
  }
  const sections = bench.sections.filter((section) => section.name.includes(only))
  if (sections.length === 0) {
    const names = bench.sections.map((section) => section.name).join('", "')
    throw new Error(`no section has "${only}" in its name; known: "${names}"`)
  }
  say(`${name}: ${rows} ${unit}, ${runs} runs, medians`)
  const found: Record<string, unknown> = {}
  await withSite(rows, async (site) => {
    for (const section of sections) {
      const samples = await measure(section, site, runs)
      if (samples === undefined) say(`${section.name}: not on this machine`)
      else {
        say(describeSection(section, samples))
        found[section.name] = { ...ratiosOf(section, samples), ...figuresOf(section, samples) }
      }
    }
  })
  if (json) console.log(JSON.stringify({ name, rows, sections: found }))
}

async function measure<Site>(
  section: Section<Site>,
  site: Site,
  runs: number,
): Promise<Samples | undefined> {
  const measurement = await section.prepare(site)
  if (measurement === undefined) return undefined
  const samples = new Samples()
  for (let run = 0; run < runs; run++) await measurement.measure(samples)
  await measurement.measureOnce?.(samples)
  return samples
}
