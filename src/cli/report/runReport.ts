/** A run as text: its facts, its log, and the rows that were not changed, with their reasons. */
import type { Outcome, RecordCounts, RowOutcome, Run, RunLogLine } from '../../core/index'
import { outcomeLine } from './applyReport'
import { heading, type Lines } from './layout'
import { nounOf } from './nouns'
import { visible } from './visible'

/** What the ledger says of a run beside its rows. */
export interface RunRecord {
  readonly run: Run
  readonly log: readonly RunLogLine[]
}

/** Every row of one sort, read while it is shown. */
export type AllOutcomes = (outcome: Outcome) => AsyncIterable<RowOutcome>

/** The report of a run. Of the applied rows only examples are shown; of the others all. */
export async function* runReport(
  { run, log }: RunRecord,
  outcomes: AllOutcomes,
  { examples }: { readonly examples: number },
): Lines {
  yield* heading(`RUN ${visible(run.id)}`)
  yield* ['', ...facts(run), '', 'Log:']
  for (const { at, level, message } of log)
    yield `  ${visible(at)}  ${level.padEnd(7)}  ${visible(message)}`
  // What no pipeline can use is in the quarantine, and what an ingestion adds is in bronze.
  const { failed, drifted, applied } = run.counts
  const isKept = { failed: run.records === undefined, applied: run.kind !== 'ingest' }
  yield* rowSection('Failed', isKept.failed ? failed : 0, outcomes('failed'), Infinity)
  yield* rowSection('Drifted', drifted, outcomes('drifted'), Infinity)
  yield* rowSection('Applied', isKept.applied ? applied : 0, outcomes('applied'), examples)
}

function facts(run: Run): readonly string[] {
  const { total, applied, drifted, failed } = run.counts
  const lines: readonly (readonly [string, string | null])[] = [
    ['Title', run.title],
    ['Status', run.status],
    ['Environment', run.environment],
    ['Started', run.startedAt],
    ['Completed', run.completedAt],
    ['Operator', run.operator],
    ['Records', run.records === undefined ? null : recordsLine(run.records)],
    ['Rows', `${total} planned, ${applied} applied, ${drifted} drifted, ${failed} failed`],
    ['Definition', run.definition],
    ['Plan', run.planId],
    ['Undoes', run.undoes],
    ['Undone by', run.undoneBy],
    ['Error', run.error],
  ]
  return lines.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${visible(value)}`]))
}

/** What a run of a pipeline has done, in one line. */
function recordsLine(records: RecordCounts): string {
  const { processed, created, updated, deleted, skipped, flagged = 0, errors } = records
  return `${processed} processed: ${created} new, ${updated} updated, ${deleted} vanished, ${skipped} skipped; ${flagged} quality issues, ${errors} errors`
}

async function* rowSection(
  title: string,
  total: number,
  rows: AsyncIterable<RowOutcome>,
  limit: number,
): Lines {
  if (total === 0) return
  yield* ['', `${title} (${total}):`]
  let shown = 0
  for await (const row of rows) {
    if (shown === limit) break
    shown++
    yield `  ${outcomeLine(row, nounOf(tableName(row.table)))}`
  }
  if (total > shown) yield `  ... and ${total - shown} more`
}

/** A row's table is `schema.name`. */
function tableName(table: string): string {
  return table.slice(table.indexOf('.') + 1)
}
