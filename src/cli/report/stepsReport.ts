/** Plans and runs that change which databases an environment has. */
import type { ApplyResult, Change, Plan, PlanFile, Row, RowOutcome } from '../../core/index'
import type { ReadOutcomes } from './applyReport'
import { countOf, heading, rule, type Lines } from './layout'
import { shownBytes } from './measures'
import { summaryNumber } from './summary'
import { table } from './table'
import { visible } from './visible'

/** What is going to be done, with everything that speaks against it. */
export async function* stepsReport(
  file: PlanFile,
  { dryRun }: { readonly dryRun: boolean },
): Lines {
  const { plan } = file
  yield* heading(visible(plan.title).toUpperCase())
  if (dryRun) yield* ['', '⚠ DRY RUN MODE - No changes will be made']
  yield* [
    '',
    `Environment: ${visible(plan.target.environment)}`,
    `Server: ${visible(plan.target.address)}`,
    '',
  ]
  const changes: Change[] = []
  for await (const change of file.changes()) changes.push(change)
  yield* plan.kind === 'createEnvironment' ? createTable(changes) : removalTable(changes)
  yield* ['', totalLine(plan)]
  if (plan.hazards.length > 0) yield* ['', `Hazards (${plan.hazards.length}):`]
  for (const { code, message } of plan.hazards) yield `  ⚠ ${visible(code)}: ${visible(message)}`
  if (dryRun) yield* ['', rule, '✓ Dry run completed successfully', rule]
  else yield ''
}

function createTable(changes: readonly Change[]): readonly string[] {
  return table([
    ['DATABASE', 'FROM', 'OBJECTS', 'ROWS', 'SIZE', 'TIME', 'METHOD'],
    ...changes.map(({ table: name, after, because }) =>
      [
        ...[name, after['source'] ?? '', after['objects'] ?? '', rowsOf(after)],
        ...[shownBytes(Number(after['bytes'])), `${after['seconds'] ?? ''} s`, because ?? ''],
      ].map(visible),
    ),
  ])
}

function rowsOf(after: Row): string {
  return after['withData'] === 'true' ? `~${after['rows'] ?? ''}` : 'none'
}

const WHAT: Readonly<Partial<Record<Change['op'], string>>> = {
  trashDatabase: 'to the trash',
  dropDatabase: 'dropped for good',
  restoreDatabase: 'restored',
}

function removalTable(changes: readonly Change[]): readonly string[] {
  return table([
    ['DATABASE', 'SIZE', 'WHAT BECOMES OF IT'],
    ...changes.map(({ op, key, before, after }) =>
      [key['database'] ?? '', sizeOf(before), `${WHAT[op] ?? op}${newName(op, after)}`].map(
        visible,
      ),
    ),
  ])
}

function sizeOf({ bytes }: Row): string {
  if (bytes === undefined || bytes === null) return ''
  return /^\d+$/.test(bytes) ? shownBytes(Number(bytes)) : bytes
}

function newName(op: Change['op'], after: Row): string {
  const { name } = after
  return op === 'trashDatabase' && typeof name === 'string' ? ` as ${name}` : ''
}

function totalLine(plan: Plan): string {
  const number = (name: string) => summaryNumber(plan.summary, name)
  const databases = countOf(plan.changes, 'database', 'databases')
  if (plan.kind !== 'createEnvironment')
    return number('bytes') === 0 ? databases : `${databases}, ${shownBytes(number('bytes'))}`
  const objects = countOf(number('objects'), 'object', 'objects')
  return `${databases}, ${objects}, about ${number('rows')} rows, ${shownBytes(number('bytes'))}, about ${number('seconds')} s`
}

/** What has been done. */
export async function* stepsDone(
  plan: Plan,
  { run, alreadyApplied, resumed }: ApplyResult,
  readOutcomes: ReadOutcomes,
): Lines {
  if (alreadyApplied) {
    yield `✓ This plan was applied already, by run ${visible(run.id)}; nothing was changed`
    return
  }
  yield rule
  for (const outcome of ['applied', 'drifted', 'failed'] as const) {
    if (run.counts[outcome] === 0) continue
    for (const row of await readOutcomes(outcome, run.counts[outcome])) yield stepLine(row)
  }
  const { applied, drifted, failed, total } = run.counts
  const left = total - applied - drifted - failed
  if (left > 0) yield `! ${countOf(left, 'database', 'databases')} not reached: run ${run.status}`
  yield* [rule, `Run: ${visible(run.id)}${resumed ? ' (continued)' : ''}`]
  if (
    applied > 0 &&
    run.kind !== 'undo' &&
    plan.hazards.every(({ code }) => code !== 'irreversible')
  )
    yield `Undo it with: drydock undo ${visible(run.id)}`
}

/** `✓ portfolio_data_test-x: 12 objects, 4 tables, 1200 rows by relay`. */
export function stepLine({ op, table: name, key, after, outcome, error }: RowOutcome): string {
  const database = visible(op === 'createDatabase' ? name : (key['database'] ?? name))
  if (outcome === 'failed') return `✗ ${database}: ${visible(error?.message ?? 'refused')}`
  if (outcome === 'drifted') return `! ${database}: left alone; see the log of the run`
  return `✓ ${database}: ${visible(doneText(op, after))}`
}

function doneText(op: RowOutcome['op'], after: Row): string {
  if (op !== 'createDatabase') return `${WHAT[op] ?? op}${newName(op, after)}`
  const made = `${after['objects'] ?? ''} objects, ${madeRows(after)}, by ${after['method'] ?? ''}`
  return `${made}; ${provenText(after)} ${after['source'] ?? ''}`
}

function madeRows({ withData, proof, rows }: Row): string {
  if (withData !== 'true') return 'no rows'
  return proof === 'definitions' ? 'rows not counted' : `${rows ?? ''} rows`
}

function provenText({ withData, proof }: Row): string {
  if (withData === 'true' && proof === 'counts') return 'as many rows as'
  if (withData === 'true' && proof === 'definitions') return 'definitions equal to those of'
  return 'equal to'
}
