/**
 * Kills the making and the deleting of an environment at a moment, and checks what is left with the raw driver: the source is
 * as it was, nothing is there that registry and ledger do not know, and one command finishes or cleans up.
 */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSite, type Site } from '../databases/environments/site'
import { startCli, type CliResult } from '../helpers/cli'
import { languageOf, type Engine, type TextRow } from '../helpers/engines'
import type { Found } from './crashes'

/** Whether somebody is on the source, so that its rows are relayed. */
export type Source = 'idle' | 'busy'

/**
 * What comes after a kill: the same command again, the plan that was being applied, the undo of the run, or the end of the
 * environment.
 */
export type EnvironmentWayOn = 'again' | 'resume' | 'undo' | 'delete'

export interface EnvironmentCrash {
  /** Between 0 and 1 of the undisturbed time; the first tenth is before the run, the rest since it began. */
  readonly at: number
  readonly source?: Source
  readonly wayOn?: EnvironmentWayOn
  /** Deleted for good, and not to the trash. */
  readonly purge?: boolean
}

export interface EnvironmentCrashSite {
  readonly site: Site
  readonly making: Readonly<Record<Source, Duration>>
  readonly deleting: { readonly trash: Duration; readonly purge: Duration }
  /** The rows of production, before anything. */
  readonly source: readonly (readonly TextRow[])[]
}

/** Of an undisturbed command, in milliseconds after its start. */
interface Duration {
  readonly begin: number
  readonly end: number
}

const BASES = ['data', 'config', 'signals'] as const

const ROWS: Readonly<Record<'postgres' | 'mysql', string>> = {
  postgres: `
create table jobs (job integer primary key, stage text not null, weight numeric(10, 2));
insert into jobs select n, 'stage ' || n, n * 1.25 from generate_series(1, 20000) n;
create index on jobs (stage);
create view heavy as select * from jobs where weight > 100`,
  mysql: `
create table jobs (job integer primary key, stage varchar(40) not null, weight numeric(10, 2), key (stage));
insert into jobs select seq, concat('stage ', seq), seq * 1.25 from seq_1_to_20000;
create view heavy as select * from jobs where weight > 100`,
}

/** The source is guarded, so that the server may copy it while nobody is on it. */
export async function createEnvironmentCrashSite(engine: Engine): Promise<EnvironmentCrashSite> {
  const site = await createSite(engine, {
    bases: BASES,
    sql: () => ROWS[languageOf(engine)],
    file: (base) => ({
      environments: {
        prod: { url: '${env:SERVER_URL}', databases: BASES.map(base), protection: 'guarded' },
      },
    }),
  })
  const init = await site.cli('environment', 'init', '--yes')
  equal(init.code, 0, init.stderr)
  const source = await readSource(site)
  // The ledger comes with the first run.
  for (const work of [() => create(site), () => site.cli(...deletion(true))])
    await timed(site, work)
  const making = (which: Source) => withSource(site, which, () => timed(site, () => create(site)))
  const deleting = (purge: boolean) => timed(site, () => site.cli(...deletion(purge)))
  const [idle, trash] = [await making('idle'), await deleting(false)]
  const [busy, purge] = [await making('busy'), await deleting(true)]
  await checkNothingUnknown(site)
  await checkNothingLeft(site)
  return { site, making: { idle, busy }, deleting: { trash, purge }, source }
}

const PLAN = 'create.plan'
const CREATE = [
  ...['environment', 'create', 'x', '--from', 'prod', '--with-data', '--yes', '--quiet'],
  ...['--out', PLAN],
]
const CONSENT = ['--yes', '--confirm', 'test-x', '--quiet']

function deletion(purge: boolean): readonly string[] {
  return ['environment', 'delete', 'test-x', ...(purge ? ['--purge'] : []), ...CONSENT]
}

function create(site: Site): Promise<CliResult> {
  removePlan(site)
  return site.cli(...CREATE)
}

function removePlan({ folder }: Site): void {
  rmSync(join(folder, PLAN), { force: true })
}

/** The run's server has the clock of this machine. */
async function timed(site: Site, work: () => Promise<CliResult>): Promise<Duration> {
  const started = Date.now()
  const { code, stderr } = await work()
  equal(code, 0, stderr)
  const end = Date.now() - started
  const run = await latestRun(site)
  const begin = Number(run?.startedAt ?? 0) - started
  ok(begin > 0 && begin < end, `a run began ${begin} ms after the start of ${end}`)
  return { begin, end }
}

/** A busy source has somebody on each database who has read it and is about to write. */
async function withSource<T>(site: Site, source: Source, work: () => Promise<T>): Promise<T> {
  const names = source === 'busy' ? BASES.map(site.base) : []
  const sessions = await Promise.all(names.map((name) => site.engine.connect(site.url(name))))
  try {
    for (const session of sessions) await session.query('begin; select * from jobs limit 1')
    return await work()
  } finally {
    await Promise.all(sessions.map((session) => session.close()))
  }
}

function readSource(site: Site): Promise<readonly (readonly TextRow[])[]> {
  return Promise.all(
    BASES.map((base) => site.query(site.base(base), 'select * from jobs order by job')),
  )
}

/** One kill while it is made, then the way on. */
export async function crashWhileMaking(
  { site, making, source: rows }: EnvironmentCrashSite,
  { at, source = 'idle', wayOn = 'again' }: EnvironmentCrash,
): Promise<Found> {
  removePlan(site)
  const found = await withSource(site, source, async () => {
    const where = await kill(site, CREATE, making[source], at)
    await checkNothingUnknown(site)
    await goOn(site, wayOn)
    return where
  })
  await checkNothingUnknown(site)
  deepEqual(await readSource(site), rows, 'the source is as it was')
  const gone = await site.cli(...deletion(true))
  ok(gone.code === 0 || isGoneAlready(gone), gone.stderr)
  await checkNothingLeft(site)
  return found
}

async function goOn(site: Site, wayOn: EnvironmentWayOn): Promise<void> {
  const run = await latestRun(site, 'createEnvironment')
  if (wayOn === 'delete') {
    const gone = await site.cli(...deletion(true))
    ok(gone.code === 0 || isGoneAlready(gone), gone.stderr)
    return checkNothingLeft(site)
  }
  if (wayOn === 'undo' && run !== undefined && run.status !== 'undone') {
    const undone = await site.cli('undo', run.id, ...CONSENT)
    equal(undone.code, 0, undone.stderr + undone.stdout)
    return deepEqual(await registered(site), [], 'what the run has made is taken back')
  }
  const canResume = wayOn === 'resume' && existsSync(join(site.folder, PLAN))
  const again = await (canResume ? site.cli('apply', PLAN, '--yes', '--quiet') : create(site))
  equal(again.code, 0, again.stderr + again.stdout)
  await checkWhole(site)
}

/** One kill while it is deleted; deleting it again cleans up. */
export async function crashWhileDeleting(
  { site, deleting, source }: EnvironmentCrashSite,
  { at, purge = true, wayOn = 'again' }: EnvironmentCrash,
): Promise<Found> {
  const made = await create(site)
  equal(made.code, 0, made.stderr)
  const found = await kill(site, deletion(purge), deleting[purge ? 'purge' : 'trash'], at)
  await checkNothingUnknown(site)
  const run = await latestRun(site, 'deleteEnvironment')
  if (wayOn === 'undo' && !purge && run !== undefined) {
    const undone = await site.cli('undo', run.id, ...CONSENT)
    equal(undone.code, 0, undone.stderr + undone.stdout)
    await checkWhole(site)
  }
  // What was deleted before the kill is not there to be deleted again.
  const again = await site.cli(...deletion(true))
  ok(again.code === 0 || isGoneAlready(again), again.stderr)
  await checkNothingLeft(site)
  deepEqual(await readSource(site), source, 'the source is as it was')
  return found
}

function isGoneAlready({ stderr }: CliResult): boolean {
  return /the registry has no environment/.test(stderr)
}

const BEFORE = 0.1

/** Returns where the kill found the run. */
async function kill(
  site: Site,
  args: readonly string[],
  { begin, end }: Duration,
  at: number,
): Promise<Found> {
  const earlier = await latestRun(site)
  const { process, result } = startCli(args, { cwd: site.folder })
  const ended = result.then(() => true)
  if (at < BEFORE) await Promise.race([sleep((at / BEFORE) * begin), ended])
  else {
    await runHasBegun(site, earlier?.id, ended)
    await Promise.race([sleep(((at - BEFORE) / (1 - BEFORE)) * (end - begin)), ended])
  }
  process.kill('SIGKILL')
  await result
  // Its sessions end a moment after it.
  await sleep(300)
  const run = await latestRun(site)
  if (run === undefined || run.id === earlier?.id) return 'before the run'
  return run.status === 'running' ? 'in mid-run' : 'after the run'
}

async function runHasBegun(
  site: Site,
  earlier: string | undefined,
  ended: Promise<boolean>,
): Promise<void> {
  const session = await site.engine.connect(site.url(site.registry))
  try {
    for (;;) {
      const run = await latestRun({ ...site, query: (_, statement) => session.query(statement) })
      if (run?.id !== earlier || (await Promise.race([ended, sleep(5)])) === true) return
    }
  } finally {
    await session.close()
  }
}

interface FoundRun {
  readonly id: string
  readonly status: string
  /** Milliseconds since 1970. */
  readonly startedAt: string
}

async function latestRun(
  site: Pick<Site, 'engine' | 'query' | 'registry'>,
  kind?: string,
): Promise<FoundRun | undefined> {
  const [runs, milliseconds] =
    languageOf(site.engine) === 'mysql'
      ? ['drydock_runs', 'cast(unix_timestamp(started_at) * 1000 as char)']
      : ['drydock.runs', '(extract(epoch from started_at) * 1000)::text']
  const where = kind === undefined ? '' : `where kind = '${kind}'`
  const [row] = await site.query(
    site.registry,
    `select run_id as id, status, ${milliseconds} as started from ${runs} ${where} order by started_at desc, run_id desc limit 1`,
  )
  if (row === undefined) return undefined
  return { id: row['id'] ?? '', status: row['status'] ?? '', startedAt: row['started'] ?? '' }
}

function copies(site: Site): Promise<readonly string[]> {
  return site.leftovers('test-x')
}

async function registered(site: Site): Promise<readonly (string | null | undefined)[]> {
  const rows = await site.query(
    site.registry,
    `select full_name as name from database_configs where is_active and environment = 'test-x' order by 1`,
  )
  return rows.map(({ name }) => name)
}

async function knownDatabases(site: Site): Promise<readonly (string | null | undefined)[]> {
  const ledger = languageOf(site.engine) === 'mysql' ? 'drydock_databases' : 'drydock.databases'
  const rows = await site.query(site.registry, `select database_name as name from ${ledger}`)
  return rows.map(({ name }) => name)
}

async function checkWhole(site: Site): Promise<void> {
  const names = BASES.map((base) => `${site.base(base)}_test-x`).sort()
  deepEqual(await copies(site), names, 'all databases are there, and nothing besides')
  deepEqual(await registered(site), names, 'all of them are registered')
}

/** Every database that is neither production's nor the registry is registered, or the ledger knows it. */
async function checkNothingUnknown(site: Site): Promise<void> {
  const names = [...(await registered(site)), ...(await knownDatabases(site))]
  deepEqual(
    (await copies(site)).filter((name) => !names.includes(name)),
    [],
    'nothing is there that nobody knows',
  )
}

/** No database is left, and nobody believes that one is. */
async function checkNothingLeft(site: Site): Promise<void> {
  const left = [await copies(site), await registered(site), await knownDatabases(site)]
  deepEqual(left, [[], [], []])
}
