/** The runs in the ledgers of a workspace. */
import { readRowOutcomes, type OutcomePage } from '../ledger/rowOutcomes'
import type { Run, RunLogLine, RowOutcome } from '../ledger/run'
import { readLogLines } from '../ledger/runLog'
import { withRecordCounts } from '../ledger/recordCounts'
import { findRunById, readRuns, readRunShape } from '../ledger/runs'
import type { Session } from '../database/session'
import { inWords } from '../medallion/report/marks'
import { UsageError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import { mayExist } from '../workspace/findEnvironment'
import type { Workspace } from '../workspace/workspace'
import type { Database } from '../database/database'
import { findLedgerPlaces, type LedgerPlace } from './ledgerPlaces'
import { openEnvironment, withReadEnd } from './openEnd'
import type { RunList } from './results'
import type { Table } from '../database/table'
import { completeInserted } from '../undo/readInserted'

export interface RunQuery extends WorkOptions {
  /** One environment's ledger; by default all that can be reached. */
  readonly environment?: string | undefined
}

const DEFAULT_LIMIT = 200

/** Runs of all ledgers, newest first. A ledger that cannot be read is reported, and hides no other. */
export async function listRuns(
  workspace: Workspace,
  query: RunQuery & { readonly limit?: number | undefined } = {},
): Promise<RunList> {
  const limit = query.limit ?? DEFAULT_LIMIT
  const answers = await askLedgers(workspace, query, async (session) =>
    withRecordCounts(session, await readRuns(session, limit)),
  )
  const runs = new Map<string, Run>()
  for (const { found } of answers) for (const run of found ?? []) runs.set(run.id, run)
  const newestFirst = [...runs.values()].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  const unreachable = answers.flatMap(({ place, message }) =>
    message === undefined ? [] : [{ environment: describePlace(place), message }],
  )
  return { runs: newestFirst.slice(0, limit), unreachable }
}

/** Throws `UsageError` when no ledger that can be reached knows the run. */
export async function findRun(
  workspace: Workspace,
  runId: string,
  query: RunQuery = {},
): Promise<Run> {
  return (await locateRun(workspace, runId, query)).run
}

/** The run and the place of its ledger. */
export async function locateRun(
  workspace: Workspace,
  runId: string,
  query: RunQuery,
): Promise<{ readonly run: Run; readonly place: LedgerPlace }> {
  const answers = await askLedgers(workspace, query, async (session) => {
    const run = await findRunById(session, runId)
    return run && (await withRecordCounts(session, [run]))[0]
  })
  const matches = answers.filter((answer) => answer.found !== undefined)
  // The name under which it was applied, where several lead to that ledger.
  const match =
    matches.find((answer) => answer.place.environment === answer.found?.environment) ?? matches[0]
  if (match?.found !== undefined) return { run: match.found, place: match.place }
  throw new UsageError(`there is no run "${runId}"${describeUnasked(answers)}`, {
    mend: 'list runs with: drydock runs',
  })
}

export async function readOutcomes(
  workspace: Workspace,
  run: Run,
  page: OutcomePage & WorkOptions,
): Promise<readonly RowOutcome[]> {
  return readFrom(workspace, run, page, async (session) => {
    const outcomes = await readRowOutcomes(session, run.id, page)
    return outcomes.some(({ digest }) => digest !== undefined)
      ? withRows(session, run.id, outcomes)
      : outcomes
  })
}

/** The rows in place of their digests, as far as they are as the run has left them. */
async function withRows(
  session: Session,
  runId: string,
  outcomes: readonly RowOutcome[],
): Promise<readonly RowOutcome[]> {
  const { tables: planned } = await readRunShape(session, runId)
  const present: Table[] = []
  for (const table of planned) {
    const found = await session.dialect.readTable(session, table)
    if (found !== undefined) present.push(found)
  }
  return completeInserted(session, { planned, present }, outcomes)
}

export interface RunLogOptions extends WorkOptions {
  /** Words in place of signs, for whoever does not see them. */
  readonly words?: boolean | undefined
}

export async function readRunLog(
  workspace: Workspace,
  run: Run,
  options: RunLogOptions = {},
): Promise<readonly RunLogLine[]> {
  const lines = await readFrom(workspace, run, options, (session) => readLogLines(session, run.id))
  if (options.words !== true) return lines
  return lines.map((line) => ({ ...line, message: inWords(line.message) }))
}

async function readFrom<T>(
  workspace: Workspace,
  run: Run,
  options: WorkOptions,
  read: (session: Session) => Promise<T>,
): Promise<T> {
  const { environment } = run
  const isThere = environment !== 'current' && mayExist(workspace, environment)
  const at = isThere ? { ...options, environment } : options
  const { place } = await locateRun(workspace, run.id, at)
  const database = await openPlace(workspace, place, options)
  return withReadEnd(database, ({ session }) => read(session))
}

function openPlace(
  workspace: Workspace,
  { environment, database }: LedgerPlace,
  { signal }: WorkOptions,
): Promise<Database<'read'>> {
  return openEnvironment(workspace, environment, 'read', { signal, database })
}

export interface Answer<T> {
  readonly place: LedgerPlace
  readonly found?: T
  readonly message?: string
}

/** Asks each ledger on its own; one that cannot be asked is told of and hides no other. */
export async function askLedgers<T>(
  workspace: Workspace,
  { environment, signal }: RunQuery,
  ask: (session: Session) => Promise<T>,
): Promise<readonly Answer<T>[]> {
  const places = await findLedgerPlaces(workspace, environment)
  return Promise.all(
    places.map(async (place): Promise<Answer<T>> => {
      try {
        const database = await openPlace(workspace, place, { signal })
        return { place, found: await withReadEnd(database, ({ session }) => ask(session)) }
      } catch (error) {
        // The one that was asked for by name has to answer.
        const asked = environment !== undefined && place.database === undefined
        if (asked || !(error instanceof Error)) throw error
        return { place, message: error.message }
      }
    }),
  )
}

export function describePlace({ environment, database }: LedgerPlace): string {
  return database === undefined ? environment : `${environment}/${database}`
}

function describeUnasked(answers: readonly Answer<unknown>[]): string {
  const unasked = answers.flatMap(({ place, message }) =>
    message === undefined ? [] : [`"${describePlace(place)}" (${message})`],
  )
  return unasked.length === 0 ? '' : `; these could not be asked: ${unasked.join(', ')}`
}
