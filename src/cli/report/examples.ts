/** Examples of what a plan found and of what it will change. Rows are read as far as they are shown. */
import type { Finding, PlanEnd, PlanFile } from '../../core/index'
import { countOf, exampleSection, type Lines } from './layout'
import { environmentTitle, type Noun } from './nouns'
import { fieldUpdates, summaryNumber } from './summary'
import { visible, visibleKey, visibleRowName, visibleValue } from './visible'

/** A section for each kind of finding that there is. */
export async function* findingSections(file: PlanFile, noun: Noun, examples: number): Lines {
  const target = environmentTitle(file.plan.target.environment)
  const source = environmentTitle(file.plan.source?.environment ?? '')
  const isIngest = file.plan.kind === 'ingest'
  const sections: readonly (readonly [Finding['kind'], string])[] = [
    ['notFound', `${noun.Many} Not Found in ${target}`],
    ['notInSource', isIngest ? 'Vanished' : `${noun.Many} Not Found in ${source}`],
    ['duplicateKey', 'Duplicate Keys'],
    ['nullKey', 'Null Keys'],
    ['invalid', isIngest || file.plan.kind === 'airtable' ? 'Cannot Be Used' : 'Invalid Values'],
    ['undecided', 'Undecided'],
    ['ambiguous', 'Ambiguous Matches'],
    ['edited', 'Edited since the Run'],
    ['renamed', 'Perhaps Renamed'],
    ['lostLink', 'Links That Lead Nowhere'],
    ['kept', 'Kept by the Database'],
  ]
  for (const [kind, title] of sections) {
    const { total, items } = await file.readFindings(0, examples, [kind])
    const lines = items.map((finding) => findingLine(finding, file, noun))
    yield* exampleSection(title, total, lines)
  }
}

function findingLine(finding: Finding, { plan }: PlanFile, noun: Noun): string {
  const { kind, key, rows, field, message } = finding
  // It names the keys of both sides' rows itself.
  if (kind === 'ambiguous') return visible(message ?? '')
  const end: PlanEnd = (finding.side === 'source' ? plan.source : plan.target) ?? plan.target
  const where = `in ${environmentTitle(end.environment)}`
  if (kind === 'invalid' || kind === 'undecided' || message !== undefined)
    return `${visibleKey(key)}: ${[field, message].flatMap((part) => (part === undefined ? [] : [visible(part)])).join(': ')}`
  if (kind === 'notFound' || kind === 'notInSource') return visibleKey(key)
  return `${visibleKey(key)}: ${countOf(rows, noun.one, noun.many)} ${where}`
}

/** For each field that has updates a section with its first ones. */
export async function* updateSections(file: PlanFile, examples: number): Lines {
  const counted = fieldUpdates(file.plan).filter(([, count]) => count > 0)
  const lines = new Map(counted.map(([field]) => [field, new Array<string>()]))
  const wanted = counted.map(([field, count]) => [field, Math.min(count, examples)] as const)
  const complete = () => wanted.every(([field, count]) => (lines.get(field)?.length ?? 0) >= count)
  if (!complete())
    for await (const change of file.changes()) {
      const { op, before, after, conflict } = change
      if (op !== 'update') continue
      for (const [field, list] of lines)
        if (field in after && list.length < examples) {
          const open = conflict?.fields[field] === undefined ? '' : ' (to decide)'
          list.push(
            `${visibleRowName(change)}: ${visibleValue(before[field])} → ${visibleValue(after[field])}${open}`,
          )
        }
      if (complete()) break
    }
  for (const [field, count] of counted)
    yield* exampleSection(`${visible(field)} Updates Needed`, count, lines.get(field) ?? [])
}

/** Sections with the first rows that come and that go. */
export async function* rowSections(file: PlanFile, noun: Noun, examples: number): Lines {
  const { summary } = file.plan
  for (const [op, name, verb] of [
    ['insert', 'inserted', 'Insert'],
    ['delete', 'deleted', 'Delete'],
  ] as const) {
    const total = summaryNumber(summary, name)
    const wanted = Math.min(total, examples)
    const lines: string[] = []
    if (wanted > 0)
      for await (const change of file.changes()) {
        if (change.op === op) lines.push(visibleRowName(change))
        if (lines.length >= wanted) break
      }
    yield* exampleSection(`${noun.Many} to ${verb}`, total, lines)
  }
}
