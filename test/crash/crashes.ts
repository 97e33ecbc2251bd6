/**
 * Kills `drydock apply` at a seeded moment and checks what it left behind, with the raw driver and plain
 * comparisons: the table, the journal and the run must tell one story, and both ways on must lead home.
 */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCli, startCli, workspaceFolder } from '../helpers/cli'
import { languageOf, type Engine, type TextRow } from '../helpers/engines'

const ROWS = 20_000
/** Where a trigger refuses rows: every so many of them. */
const REFUSED = 499
/** Changes a transaction, as the applier has it: a kill may leave whole batches only. */
const BATCH = 2500

export interface CrashSite {
  readonly engine: Engine
  readonly folder: string
  readonly targetUrl: string
  readonly plan: string
  /** What an apply ends with: some rows may be refused. */
  readonly exitCode: number
  /** All rows of the target before any run, and after an undisturbed one. */
  readonly start: readonly TextRow[]
  readonly finished: readonly TextRow[]
  /** Milliseconds from the command's start to the end of an undisturbed apply. */
  readonly duration: number
}

export type WayOn = 'resume' | 'undo'

/** Where a kill found the run. */
export type Found = 'before the run' | 'in mid-run' | 'after the run'

/**
 * A target in which every row differs from the source in up to two fields, and one plan for all kills. With `refusing` a
 * trigger of the target refuses some of the rows.
 */
export async function createCrashSite(engine: Engine, refusing = false): Promise<CrashSite> {
  const [source, target] = [await engine.createDatabase(), await engine.createDatabase()]
  await fill(engine, source.url, (n) => [String(n * 1.25), `new ${n}`])
  await fill(engine, target.url, (n) => [String(n), n % 3 === 0 ? null : `old ${n}`])
  const folder = workspaceFolder({
    'drydock.jsonc': {
      environments: {
        origin: { url: '${env:ORIGIN_URL}' },
        sandbox: { url: '${env:SANDBOX_URL}' },
      },
    },
    'jobs.mapping.jsonc': {
      source: { environment: 'origin', table: 'jobs' },
      target: { environment: 'sandbox', table: 'jobs' },
      key: ['job', 'part'],
      fields: ['fab_order', 'stage'],
    },
    '.env': `ORIGIN_URL='${source.url}'\nSANDBOX_URL='${target.url}'\n`,
  })
  if (refusing)
    for (const statement of refuseSome(engine)) await engine.query(target.url, statement)
  const exitCode = refusing ? 3 : 0
  const start = await readJobs(engine, target.url)
  const carried = await readJobs(engine, source.url)
  const finished = carried.map((row, index) =>
    refusing && Number(row['job']) % REFUSED === 0 ? (start[index] ?? row) : row,
  )
  const plan = await planJobs(folder)
  const duration = await measureApply(folder, await planJobs(folder), exitCode)
  deepEqual(await readJobs(engine, target.url), finished, 'an undisturbed run carries everything')
  await undoLastRun(folder)
  deepEqual(await readJobs(engine, target.url), start, 'its undo takes everything back')
  return { engine, folder, targetUrl: target.url, plan, exitCode, start, finished, duration }
}

function refuseSome(engine: Engine): readonly string[] {
  if (languageOf(engine) === 'mysql')
    return [
      `create trigger refuse before update on jobs for each row
if new.job % ${REFUSED} = 0 then signal sqlstate '45000' set message_text = 'not this one'; end if`,
    ]
  return [
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$`,
    `create trigger refuse before update on jobs for each row when (new.job % ${REFUSED} = 0) execute function refuse()`,
  ]
}

/** One kill, `at` between 0 and 1 of an undisturbed apply's time, then the way on, then back to the start. */
export async function crashOnce(site: CrashSite, at: number, wayOn: WayOn): Promise<Found> {
  // A plan of its own: what an undone plan may do again is tested elsewhere.
  const plan = await planJobs(site.folder)
  const { process, result } = startCli(['apply', plan, '--yes', '--quiet'], { cwd: site.folder })
  await sleep(at * site.duration)
  process.kill('SIGKILL')
  await result
  const run = await settledRun(site.folder, plan)
  if (run === undefined) {
    deepEqual(
      await readJobs(site.engine, site.targetUrl),
      site.start,
      'nothing was written without a run',
    )
    return 'before the run'
  }
  const applied = await checkStory(site, run)
  if (wayOn === 'resume') {
    const resumed = await runCli(['apply', plan, '--yes', '--quiet'], { cwd: site.folder })
    // A run that was at its end is only named.
    equal(resumed.code, run.status === 'completed' ? 0 : site.exitCode, resumed.stderr)
    deepEqual(
      await readJobs(site.engine, site.targetUrl),
      site.finished,
      'resumed equals undisturbed',
    )
    await checkStory(site, { ...run, status: 'completed' })
  }
  const undone = await runCli(['undo', run.id, '--yes', '--quiet'], { cwd: site.folder })
  equal(undone.code, 0, undone.stderr)
  deepEqual(await readJobs(site.engine, site.targetUrl), site.start, 'undo equals the start')
  return applied === ROWS ? 'after the run' : 'in mid-run'
}

interface RunFacts {
  readonly id: string
  readonly status: string
}

async function planJobs(folder: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(
    ['plan', 'jobs.mapping.jsonc', '--format', 'json'],
    {
      cwd: folder,
    },
  )
  equal(code, 0, stderr)
  const { planId, summary } = JSON.parse(stdout) as { planId: string; summary: { updated: number } }
  equal(summary.updated, ROWS)
  return join('.drydock', 'plans', `${planId}.plan`)
}

async function measureApply(folder: string, plan: string, exitCode: number): Promise<number> {
  const started = performance.now()
  const { code, stderr } = await runCli(['apply', plan, '--yes', '--quiet'], { cwd: folder })
  equal(code, exitCode, stderr)
  return performance.now() - started
}

async function undoLastRun(folder: string): Promise<void> {
  const [run] = await listRuns(folder)
  ok(run !== undefined)
  const { code, stderr } = await runCli(['undo', run.id, '--yes', '--quiet'], { cwd: folder })
  equal(code, 0, stderr)
}

async function listRuns(folder: string): Promise<readonly (RunFacts & { planId: string })[]> {
  const { stdout, stderr, code } = await runCli(
    ['runs', '--environment', 'sandbox', '--format', 'json'],
    { cwd: folder },
  )
  equal(code, 0, stderr)
  return (JSON.parse(stdout) as { runs: (RunFacts & { planId: string })[] }).runs
}

/** The run as the ledger shows it once the server has noticed that its client is gone. */
async function settledRun(folder: string, plan: string): Promise<RunFacts | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const run = (await listRuns(folder)).find(({ planId }) => plan.includes(planId))
    if (run?.status !== 'running') return run
    await sleep(100)
  }
  throw new Error('a killed run still says that it is running')
}

/** Table and journal agree row by row, only whole batches are there, and the run says what is true. */
async function checkStory(site: CrashSite, run: RunFacts): Promise<number> {
  const { engine, targetUrl } = site
  const journal = await readJournal(engine, targetUrl, run.id)
  const rows = await readJobs(engine, targetUrl)
  const journalled = new Map(journal.map((entry) => [entry['job'], entry]))
  equal(journalled.size, journal.length, 'a row is journalled once')
  const first = new Map(site.start.map((row) => [row['job'], row]))
  for (const row of rows) {
    const entry = journalled.get(row['job'] ?? null)
    const before = first.get(row['job'] ?? null)
    const [fab, stage] =
      entry === undefined || entry['outcome'] === 'failed'
        ? [before?.['fab_order'], before?.['stage']]
        : [entry['fab_after'], entry['stage_after']]
    equal(row['fab_order'], fab, 'a changed row has its entry, and an entry its change')
    equal(row['stage'], stage)
    if (entry === undefined) continue
    equal(entry['fab_before'], before?.['fab_order'], 'the before-image is the row as it was')
    equal(entry['stage_before'], before?.['stage'])
  }
  deepEqual(
    journal.map((entry) => entry['ordinal']),
    journal.map((_, index) => String(index)),
    'no gap',
  )
  ok(journal.length === ROWS || journal.length % BATCH === 0, 'only whole batches')
  const [facts] = await engine.query(
    targetUrl,
    `select status, applied, failed, next_ordinal from ${tableOf(engine, 'runs')} where run_id = '${run.id}'`,
  )
  const failed = journal.filter((entry) => entry['outcome'] === 'failed').length
  equal(facts?.['applied'], String(journal.length - failed))
  equal(facts?.['failed'], String(failed))
  equal(facts?.['next_ordinal'], String(journal.length))
  const said = facts?.['status'] === 'running' ? 'interrupted' : facts?.['status']
  equal(run.status, said, 'what is shown is what the ledger means')
  return journal.length
}

async function fill(
  engine: Engine,
  url: string,
  valuesOf: (n: number) => readonly [fab: string, stage: string | null],
): Promise<void> {
  await engine.query(
    url,
    'create table jobs (job integer, part varchar(10), fab_order numeric(12, 2), stage varchar(50), primary key (job, part))',
  )
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const [fab, stage] = valuesOf(index + 1)
    return `(${index + 1}, 'R${(index + 1) % 7}', ${fab}, ${stage === null ? 'null' : `'${stage}'`})`
  })
  for (let from = 0; from < ROWS; from += 5000)
    await engine.query(url, `insert into jobs values ${rows.slice(from, from + 5000).join(', ')}`)
}

/** The ledger's tables have a schema where there are schemas. */
function tableOf(engine: Engine, name: string): string {
  return languageOf(engine) === 'mysql' ? `drydock_${name}` : `drydock.${name}`
}

async function readJournal(
  engine: Engine,
  url: string,
  runId: string,
): Promise<readonly TextRow[]> {
  const quote = languageOf(engine) === 'mysql' ? '`' : '"'
  const names = ['key', 'before', 'after'].map((name) => quote + name + quote).join(', ')
  const rows = await engine.query(
    url,
    `select ordinal, outcome, ${names} from ${tableOf(engine, 'row_changes')} where run_id = '${runId}' order by ordinal`,
  )
  return rows.map((row) => {
    const [key, before, after] = ['key', 'before', 'after'].map(
      (name) => JSON.parse(row[name] ?? '{}') as TextRow,
    )
    return {
      ordinal: row['ordinal'] ?? null,
      outcome: row['outcome'] ?? null,
      job: key?.['job'] ?? null,
      fab_before: before?.['fab_order'] ?? null,
      stage_before: before?.['stage'] ?? null,
      fab_after: after?.['fab_order'] ?? null,
      stage_after: after?.['stage'] ?? null,
    }
  })
}

function readJobs(engine: Engine, url: string): Promise<readonly TextRow[]> {
  return engine.query(url, 'select job, part, fab_order, stage from jobs order by job')
}

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
