/**
 * Mappings between two databases against named floors and peers of the same run, as ratios of medians. Sections:
 * - comparing: the strategies on PostgreSQL, 1 % differing, against one ordered COPY and a FULL JOIN, and their memory
 * - identical: a probe of tables that are the same, and its bytes on the wire
 * - mariadb comparing: with MariaDB on one side and on both, against one ordered read, and pt-table-sync
 * - applying, mariadb applying: 10 % of the rows, against UPDATE … FROM of staged rows and a loop of single updates,
 *   which is timed for some rows and scaled up, on this machine's loopback and over a network of 10 ms a round trip
 * - editor: how late the extension host's event loop is during a dry run in VS Code
 *
 * Options: `--rows N`, `--runs N`, `--only TEXT` for the sections whose names have the text in them, `--format json`.
 */
import { applying, applyingMariaDb } from './lib/applying'
import { comparing, identical } from './lib/comparing'
import { comparingMariaDb } from './lib/comparingMariaDb'
import { editor } from './lib/editor'
import { readOptions, Samples } from './lib/measure'
import { describeSection, figuresOf, ratiosOf } from './lib/report'
import type { Section, Site } from './lib/section'
import { withSite } from './lib/site'

const SECTIONS: readonly Section[] = [
  comparing,
  identical,
  comparingMariaDb,
  applying,
  applyingMariaDb,
  editor,
]

const options = readOptions(process.argv.slice(2), { rows: 1_000_000, runs: 3 })
const say = (text: string) => {
  if (!options.json) console.log(text)
}

async function main(): Promise<void> {
  const { rows, runs, only } = options
  const sections = SECTIONS.filter(({ name }) => name.includes(only))
  if (sections.length === 0) {
    const names = SECTIONS.map(({ name }) => name).join('", "')
    throw new Error(`no section has "${only}" in its name; known: "${names}"`)
  }
  say(`mapping: ${rows} rows a side, ${runs} runs, medians`)
  const found: Record<string, unknown> = {}
  await withSite(rows, async (site) => {
    for (const section of sections) {
      const samples = await measure(section, site)
      if (samples === undefined) say(`${section.name}: not on this machine`)
      else {
        say(describeSection(section, samples))
        found[section.name] = { ...ratiosOf(section, samples), ...figuresOf(section, samples) }
      }
    }
  })
  if (options.json) console.log(JSON.stringify({ name: 'mapping', rows, sections: found }))
}

async function measure(section: Section, site: Site): Promise<Samples | undefined> {
  const measurement = await section.prepare(site)
  if (measurement === undefined) return undefined
  const samples = new Samples()
  for (let run = 0; run < options.runs; run++) await measurement.measure(samples)
  await measurement.measureOnce?.(samples)
  return samples
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
