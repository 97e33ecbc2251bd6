/** Scenarios: text files with tables, a mapping, and what shall come of it. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Engine } from '../helpers/engines'
import { formatArchive, parseArchive } from './archive'
import { shortened } from './scenarioTexts'

const FOLDER = join(import.meta.dirname, 'scenarios')

/** What is there at the start and what happens on the way, in the order in which a file has it. */
const GIVEN = [
  'engines',
  'both.sql',
  'source.sql',
  'target.sql',
  'mapping.json',
  'meanwhile.sql',
  'later.sql',
] as const

/** What comes of it. A section that is not there stands for nothing. */
const EXPECTED = [
  'plan.ndjson',
  'summary.json',
  'outcomes.txt',
  'plan-after.ndjson',
  'after.txt',
  'undo-outcomes.txt',
  'undone.txt',
] as const

export type GivenSection = (typeof GIVEN)[number]
export type ExpectedSection = (typeof EXPECTED)[number]

export interface Scenario {
  /** The file's name, which is also the name of the schema that it plays in. */
  readonly name: string
  readonly title: string
  /** Both ends are the table "jobs" of the scenario's schema unless the file says otherwise. */
  readonly mapping: object
  /** The text of a section, undefined where the file has none. */
  section(name: GivenSection | ExpectedSection): string | undefined
  /** Compares with a section. `UPDATE_GOLDEN=1` writes the section instead. */
  expect(name: ExpectedSection, lines: readonly string[]): void
}

/** The scenarios that this engine can play. */
export function readScenarios({ kind }: Engine): readonly Scenario[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => readScenario(join(FOLDER, file)))
    .filter((scenario) => (scenario.section('engines') ?? kind).includes(kind))
}

function readScenario(path: string): Scenario {
  const archive = parseArchive(readFileSync(path, 'utf8'))
  const sections = new Map(archive.sections)
  const unknown = [...sections.keys()].filter((name) => !isKnown(name))
  assert.deepEqual(unknown, [], `${path} has sections that nobody reads`)
  const name = basename(path, '.txt')

  function expect(section: ExpectedSection, lines: readonly string[]): void {
    const actual = shortened(lines)
      .map((line) => `${line}\n`)
      .join('')
    if (process.env['UPDATE_GOLDEN'] === '1') {
      if (actual === '' && section !== 'undone.txt') sections.delete(section)
      else sections.set(section, actual)
      writeFileSync(path, formatArchive({ ...archive, sections: inOrder(sections) }))
    }
    assert.equal(actual, sections.get(section) ?? '', `${section} of ${name}`)
  }

  return {
    name,
    title: archive.title,
    mapping: mappingOf(name, sections.get('mapping.json') ?? '{}'),
    section: (section) => sections.get(section),
    expect,
  }
}

function isKnown(name: string): boolean {
  return ([...GIVEN, ...EXPECTED] as readonly string[]).includes(name)
}

function inOrder(sections: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...GIVEN, ...EXPECTED].flatMap((name) => {
      const content = sections.get(name)
      return content === undefined ? [] : [[name, content] as const]
    }),
  )
}

function mappingOf(schema: string, text: string): object {
  const { source, target, ...rest } = JSON.parse(text) as Readonly<Record<string, object>>
  const table = { schema, table: 'jobs' }
  return {
    source: { environment: 'production', ...table, ...source },
    target: { environment: 'sandbox', ...table, ...target },
    ...rest,
  }
}
