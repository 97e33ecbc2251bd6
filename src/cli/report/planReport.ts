/** A plan as text: the summary, the hazards, and examples of everything that it found. */
import type { PlanEnd, PlanFile, Plan } from '../../core/index'
import { conflictSection, conflictText } from './conflicts'
import { findingSections, rowSections, updateSections } from './examples'
import { heading, rule, type Lines } from './layout'
import { environmentTitle, nounOf, type Noun } from './nouns'
import { editDryRun, editIntent } from './tableRow'
import { stepsReport } from './stepsReport'
import { strategyLines } from './strategy'
import { typeLines } from './types'
import { visible, visibleChanges, visibleRowName } from './visible'
import { summaryLines } from './summary'

export interface PlanReportOptions {
  /** How many rows are shown of each sort. */
  readonly examples: number
}

/** The whole report of a plan that is only looked at. */
export async function* dryRunReport(file: PlanFile, options: PlanReportOptions): Lines {
  if (file.plan.kind === 'edit') return yield* editDryRun(file)
  if (file.plan.steps === true) return yield* stepsReport(file, { dryRun: true })
  yield* heading(reportTitle(file.plan))
  yield* ['', '⚠ DRY RUN MODE - No changes will be made']
  yield* endLines(file.plan)
  yield* readingLines(file.plan)
  yield* summaryReport(file, options)
  yield* ['', rule]
  yield* dryRunUpdates(file, options)
  yield* ['', ...['✓ Dry run completed successfully'].flatMap((line) => [rule, line, rule])]
}

/** The first part of an apply's report: what is going to be done. */
export async function* intentReport(
  file: PlanFile,
  options: PlanReportOptions & { readonly plannedNow: boolean },
): Lines {
  if (file.plan.kind === 'edit') return yield* editIntent(file)
  if (file.plan.steps === true) return yield* stepsReport(file, { dryRun: false })
  yield* heading(reportTitle(file.plan))
  yield* endLines(file.plan)
  if (options.plannedNow) yield* readingLines(file.plan)
  yield* summaryReport(file, options)
  yield ''
}

/** The name of the table whose rows a plan changes. */
export function planNoun({ kind, target, steps }: Plan): Noun {
  if (kind === 'ingest') return nounOf('records')
  if (steps === true) return nounOf('databases')
  const [table, ...others] = target.tables
  return nounOf(others.length === 0 ? (table?.name ?? 'rows') : 'rows')
}

/** What the rows of each table are called. */
function nounsOf(plan: Plan): (table: string) => Noun {
  if (plan.target.tables.length < 2) return () => planNoun(plan)
  return (table) => nounOf(table.split('.').at(-1) ?? table)
}

function reportTitle({ kind, title, undoes, source, target }: Plan): string {
  if (kind === 'undo') return `UNDO RUN ${visible(undoes ?? '')}`
  if (kind === 'transform' || kind === 'ingest') return `${kind.toUpperCase()} ${visible(title)}`
  if (kind === 'airtable') return `SYNC ${visible(title)}`
  const ends = [source, target].flatMap((end) => (end === undefined ? [] : [end.environment]))
  return `MAP ${ends.map((name) => visible(name).toUpperCase()).join(' → ')}`
}

function endLines({ source, target }: Plan): readonly string[] {
  const line = (side: string, { environment, address }: PlanEnd) =>
    `${side} (${environmentTitle(environment)}): ${visible(address)}`
  return ['', ...(source === undefined ? [] : [line('Source', source)]), line('Target', target)]
}

// A plan exists only where both connections worked and all rows were read.
function readingLines(plan: Plan): readonly string[] {
  const { source, target, summary, kind } = plan
  const { many } = planNoun(plan)
  const ends = source === undefined ? [target] : [source, target]
  const title = (end: PlanEnd) => environmentTitle(end.environment)
  const connections = ends.map((end) => `✓ ${title(end)} database connection successful`)
  const checks = ['', 'Testing database connections...', ...new Set(connections)]
  if (kind !== 'mapping' || source === undefined) return checks
  return [
    ...checks,
    '',
    `Fetching ${many} from databases...`,
    `✓ Fetched ${String(summary['totalSource'])} ${many} from ${title(source)} database`,
    `✓ Fetched ${String(summary['totalTarget'])} ${many} from ${title(target)} database`,
    '',
    `Mapping ${many}...`,
    ...strategyLines(plan),
    ...typeLines(plan),
  ]
}

const SUMMARIES: Readonly<Partial<Record<Plan['kind'], string>>> = {
  undo: 'UNDO SUMMARY',
  transform: 'TRANSFORM SUMMARY',
  ingest: 'INGEST SUMMARY',
  airtable: 'SYNC SUMMARY',
}

async function* summaryReport(file: PlanFile, { examples }: PlanReportOptions): Lines {
  const { plan } = file
  yield* ['', ...heading(SUMMARIES[plan.kind] ?? 'MAPPING SUMMARY')]
  yield* summaryLines(plan, planNoun(plan))
  if (plan.hazards.length > 0) yield* ['', `Hazards (${plan.hazards.length}):`]
  for (const { code, message } of plan.hazards) yield `  ⚠ ${visible(code)}: ${visible(message)}`
  yield* conflictSection(file, examples)
  yield* findingSections(file, planNoun(plan), examples)
  yield* updateSections(file, examples)
  yield* rowSections(file, planNoun(plan), examples)
}

async function* dryRunUpdates(file: PlanFile, { examples }: PlanReportOptions): Lines {
  const nouns = nounsOf(file.plan)
  const total = file.plan.changes
  yield* ['Applying Updates...', `Total updates to apply: ${total}`]
  const { items } = await file.readChanges(0, examples)
  for (const { change } of items) {
    const row = `${nouns(change.table).One} ${visibleRowName(change)}`
    const by = change.matchedBy === undefined ? '' : ` (by ${visible(change.matchedBy)})`
    if (change.conflict === undefined) yield `  [DRY RUN] ${row}: ${visibleChanges(change)}${by}`
    else yield `  [TO DECIDE] ${row}: ${conflictText(change, file.plan)}`
  }
  if (total > items.length) yield `  ... (${total} total)`
}
