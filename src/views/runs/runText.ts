/** The text of a run's document. Pure, so that it can be tested without an editor. */
import type { Outcome, RecordCounts, RowOutcome, Run, RunLogLine } from '../../core/index'
import { displayChange, displayKey, displayValue, formatCount } from '../format'
import { durationOf, isUndoable } from './describeRun'
import { outcomeReason } from './outcomeReason'

/** What a document shows of a run: the first rows of each outcome. */
export interface RunReport {
  readonly run: Run
  readonly log: readonly RunLogLine[]
  readonly rows: Readonly<Record<Outcome, readonly RowOutcome[]>>
  /** Words in place of signs that not everybody sees. */
  readonly words?: boolean
}

/** Sections are indented under their titles, so that the editor folds them. */
export function formatRun({ run, log, rows, words = false }: RunReport): string {
  const title = `Run ${run.id}  ${run.title}`
  return [
    title,
    '═'.repeat(title.length),
    ...facts(run),
    '',
    ...summary(run, words),
    ...section('Log', log.length, log.map(formatLogLine)),
    ...rowSections(run, rows),
  ].join('\n')
}

function facts(run: Run): string[] {
  const [duration] = durationOf(run)
  const { total, applied, drifted, failed } = run.counts
  const all: readonly (readonly [name: string, value: string | null])[] = [
    ['status', run.status],
    ['kind', run.kind],
    ['environment', run.environment],
    ['started', run.startedAt],
    ['completed', completion(run.completedAt, duration)],
    ['operator', run.operator],
    ['plan', hasPlan(run) ? run.planId : null],
    ['definition', run.definition],
    ['undoes', run.undoes],
    ['undone by', run.undoneBy],
    ['undo', isUndoable(run) ? `drydock undo ${run.id}` : null],
    [
      'rows',
      run.records !== undefined
        ? null
        : `${formatCount(total)} planned · ${formatCount(applied)} applied · ${formatCount(drifted)} drifted · ${formatCount(failed)} failed`,
    ],
    ['error', run.error],
  ]
  return all.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(13)}${value}`]))
}

/** Runs of pipelines name themselves in its place. */
function hasPlan({ kind, planId }: Run): boolean {
  return !planId.startsWith(`${kind} `)
}

/** What users of ingestion scripts know. */
function summary({ records, ...run }: Run, words: boolean): string[] {
  if (records === undefined) return []
  const [duration] = durationOf(run)
  const lines = [
    ...(duration === undefined ? [] : [`Duration: ${duration}`]),
    ...recordLines(records),
    ...replay(run, records),
  ]
  return [
    words ? 'Summary' : '📊 Summary',
    ...lines.map((line) => `  ${words ? line.replace(/^[├└]─/, ' ') : line}`),
    '',
  ]
}

/** Records that could not be used are kept. */
function replay({ id, kind, definition }: Omit<Run, 'records'>, { errors }: RecordCounts) {
  if (errors === 0 || kind !== 'ingest' || definition === null) return []
  return [`To read those in quarantine again: drydock ingest ${definition} --replay ${id}`]
}

function recordLines(records: RecordCounts): string[] {
  const { processed, created, updated, deleted, skipped, flagged, averageScore, errors } = records
  return [
    `Total Processed: ${formatCount(processed)}`,
    `├─ New Records: ${formatCount(created)}`,
    `├─ Updated Records: ${formatCount(updated)}`,
    `├─ Vanished Records: ${formatCount(deleted)}`,
    `└─ Skipped (Unchanged): ${formatCount(skipped)}`,
    `Quality Issues: ${formatCount(flagged ?? 0)}`,
    `Errors: ${formatCount(errors)}`,
    ...(averageScore == null ? [] : [`Average Score: ${averageScore.toFixed(3)}`]),
  ]
}

function completion(at: string | null, duration: string | undefined): string | null {
  return at === null || duration === undefined ? at : `${at} (${duration})`
}

/** What an ingestion adds is in bronze and not in the journal, and what no pipeline can use is in the quarantine. */
function rowSections({ counts, records }: Run, rows: RunReport['rows']): string[] {
  const kept = (outcome: Outcome) => records === undefined || rows[outcome].length > 0
  return [
    ...(kept('failed') ? rowSection('Failed', counts.failed, rows.failed) : []),
    ...rowSection('Drifted', counts.drifted, rows.drifted),
    ...(kept('applied') ? rowSection('Applied', counts.applied, rows.applied) : []),
  ]
}

function rowSection(title: string, total: number, rows: readonly RowOutcome[]): string[] {
  const rest = total - rows.length
  const more = rest > 0 ? [`  … and ${formatCount(rest)} more`] : []
  return section(title, total, [...rows.flatMap(formatOutcome), ...more])
}

function section(title: string, total: number, lines: readonly string[]): string[] {
  if (total === 0) return []
  return [`${title} (${formatCount(total)})`, ...lines, '']
}

function formatLogLine({ at, level, message }: RunLogLine): string {
  return `  ${at}  ${level.padEnd(7)}  ${message}`
}

const marks: Readonly<Record<Outcome, string>> = { applied: '✓', drifted: '≠', failed: '✗' }

/** One line for a row, and what was found or refused on a line of its own. */
export function formatOutcome(row: RowOutcome): string[] {
  const changes = Object.keys(row.after)
    .map((field) => `${field} ${shownChange(row, field)}`)
    .join(', ')
  const line = `  ${marks[row.outcome]} ${displayKey(row.key)}  ${changes}`
  const reason = outcomeReason(row)
  return reason === undefined ? [line] : [line, `      ${reason}`]
}

/** Facts about a database that came or went have nothing before them. */
function shownChange({ op, before, after }: RowOutcome, field: string): string {
  const isFact = op.endsWith('Database') && !(field in before)
  return isFact ? displayValue(after[field] ?? null) : displayChange(before[field], after[field])
}
