/** Scenarios: text files with tables, a mapping, and what shall come of it. See `scenarios/README.md`. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { formatArchive, parseArchive, type Archive } from './archive'
import { languageAt, type Pair, type Side } from './pairs'
import { shortened } from './scenarioTexts'

const FOLDER = join(import.meta.dirname, 'scenarios')

/** What is there at the start and what happens on the way, in the order in which a file has it. */
const GIVEN = [
  'pairs',
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

export type SqlSection = Extract<(typeof GIVEN)[number], `${string}.sql`>
export type ExpectedSection = (typeof EXPECTED)[number]

export interface Scenario {
  /** The file's name, and the name of the schema that it plays in. */
  readonly name: string
  readonly title: string
  /** Both ends are the table "jobs" of the scenario's place unless the file says otherwise. */
  mapping(schemas: Readonly<Record<Side, string>>): object
  /** The SQL for one end, in the words of its engine. */
  sql(name: SqlSection, side: Side): string | undefined
  /** Whether the file has a section on what is expected. */
  expects(name: ExpectedSection): boolean
  /** Compares with a section. `UPDATE_GOLDEN=1` writes the section instead. */
  expect(name: ExpectedSection, lines: readonly string[]): void
}

/** The scenarios that are played on this pair. */
export function readScenarios(pair: Pair): readonly Scenario[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => join(FOLDER, file))
    .filter((path) => pairsOf(readArchive(path)).includes(pair.name))
    .map((path) => scenarioOf(path, pair))
}

function readArchive(path: string): Archive {
  const archive = parseArchive(readFileSync(path, 'utf8'))
  const known: readonly string[] = [...GIVEN, ...EXPECTED]
  const unknown = [...archive.sections.keys()].filter((name) => !known.includes(baseOf(name)))
  assert.deepEqual(unknown, [], `${path} has sections that nobody reads`)
  return archive
}

/** `target.sql@mysql` is a variant of `target.sql`. */
function baseOf(section: string): string {
  return section.replace(/@.*/, '')
}

const POSTGRES = ['postgres', 'pglite']
const EVERYWHERE = [...POSTGRES, 'mysql', 'postgres-to-mysql', 'mysql-to-postgres']

/** Where a scenario is played. What is not said otherwise is SQL of PostgreSQL. */
function pairsOf({ sections }: Archive): readonly string[] {
  const said = sections.get('pairs')?.split(/\s+/)
  const speaksMysql = [...sections.keys()].some((name) => name.endsWith('.sql@mysql'))
  const words = said ?? [...POSTGRES, ...(speaksMysql ? ['mysql'] : [])]
  return EVERYWHERE.filter((name) => words.includes(name) || words.includes('everywhere'))
}

function scenarioOf(path: string, pair: Pair): Scenario {
  const name = basename(path, '.txt')
  const { title, sections } = readArchive(path)
  const target = languageAt(pair, 'target')
  const section = (base: string, ...variants: readonly string[]) =>
    [...variants.map((variant) => `${base}@${variant}`), base]
      .map((key) => sections.get(key))
      .find((text) => text !== undefined)
  const expected = (base: ExpectedSection) => section(base, pair.name, target)

  function expect(base: ExpectedSection, lines: readonly string[]): void {
    const actual = shortened(lines)
      .map((line) => `${line}\n`)
      .join('')
    if (process.env['UPDATE_GOLDEN'] === '1') updateSection(path, { base, pair, actual })
    else assert.equal(actual, expected(base) ?? '', `${base} of ${name}`)
  }

  return {
    name,
    title,
    mapping: (schemas) => mappingOf(section('mapping.json', pair.name, target) ?? '{}', schemas),
    sql: (base, side) => section(base, languageAt(pair, side)),
    expects: (base) => expected(base) !== undefined,
    expect,
  }
}

/** What is expected everywhere is there once, from the first pair of a scenario; others have what differs. */
function updateSection(
  path: string,
  { base, pair, actual }: { base: ExpectedSection; pair: Pair; actual: string },
): void {
  const archive = readArchive(path)
  const sections = new Map(archive.sections)
  const isFirst = pairsOf(archive)[0] === pair.name
  const own = isFirst ? base : `${base}@${pair.name}`
  const otherwise = isFirst
    ? ''
    : [`${base}@${languageAt(pair, 'target')}`, base]
        .filter((key) => key !== own)
        .map((key) => sections.get(key))
        .find((text) => text !== undefined)
  // That rows are not to be as they were is said by there being the section.
  if (actual !== (otherwise ?? '') || own === 'undone.txt') sections.set(own, actual)
  else sections.delete(own)
  writeFileSync(path, formatArchive({ ...archive, sections: inOrder(sections) }))
}

function inOrder(sections: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const order: readonly string[] = [...GIVEN, ...EXPECTED]
  const place = (name: string) => order.indexOf(baseOf(name))
  return new Map([...sections].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1)))
}

function mappingOf(text: string, schemas: Readonly<Record<Side, string>>): object {
  const { source, target, ...rest } = JSON.parse(text) as Readonly<Record<string, object>>
  return {
    source: { environment: 'production', schema: schemas.source, table: 'jobs', ...source },
    target: { environment: 'sandbox', schema: schemas.target, table: 'jobs', ...target },
    ...rest,
  }
}
