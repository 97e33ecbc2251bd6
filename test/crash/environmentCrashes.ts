/**
 * Kills the making and the deleting of an environment at a moment, and checks what is left with the raw driver: the source is
 * as it was, nothing is there that registry and ledger do not know, and one command finishes or cleans up.
 */
import { deepEqual, equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSite, type Site } from '../databases/environments/site'
import { startCli } from '../helpers/cli'
import { languageOf, type Engine, type TextRow } from '../helpers/engines'

export interface EnvironmentCrashSite {
  readonly site: Site
  /** Milliseconds of an undisturbed making and deleting. */
  readonly making: number
  readonly deleting: number
  /** The rows of production, before anything. */
  readonly source: readonly (readonly TextRow[])[]
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

export async function createEnvironmentCrashSite(engine: Engine): Promise<EnvironmentCrashSite> {
  const site = await createSite(engine, { bases: BASES, sql: () => ROWS[languageOf(engine)] })
  const init = await site.cli('environment', 'init', '--yes')
  equal(init.code, 0, init.stderr)
  const source = await readSource(site)
  const making = await timed(() => site.cli(...CREATE))
  const deleting = await timed(() => site.cli(...DELETE))
  await checkNothingUnknown(site)
  return { site, making, deleting, source }
}

const CREATE = ['environment', 'create', 'x', '--from', 'prod', '--with-data', '--yes', '--quiet']
const DELETE = [
  ...['environment', 'delete', 'test-x', '--purge', '--yes', '--confirm', 'test-x', '--quiet'],
]

async function timed(
  work: () => Promise<{ readonly code: number | null; readonly stderr: string }>,
): Promise<number> {
  const started = performance.now()
  const { code, stderr } = await work()
  equal(code, 0, stderr)
  return performance.now() - started
}

function readSource(site: Site): Promise<readonly (readonly TextRow[])[]> {
  return Promise.all(
    BASES.map((base) => site.query(site.base(base), 'select * from jobs order by job')),
  )
}

/** One kill, `at` between 0 and 1 of the undisturbed time, then the way on. */
export async function crashWhileMaking(
  { site, making, source }: EnvironmentCrashSite,
  at: number,
): Promise<void> {
  await kill(site, CREATE, at * making)
  await checkNothingUnknown(site)
  const again = await site.cli(...CREATE)
  equal(again.code, 0, again.stderr + again.stdout)
  await checkWhole(site)
  deepEqual(await readSource(site), source, 'the source is as it was')
  const gone = await site.cli(...DELETE)
  equal(gone.code, 0, gone.stderr)
  deepEqual(await copies(site), [])
}

/** Killed while it is deleted; deleting it again cleans up. */
export async function crashWhileDeleting(
  { site, deleting, source }: EnvironmentCrashSite,
  at: number,
): Promise<void> {
  const made = await site.cli(...CREATE)
  equal(made.code, 0, made.stderr)
  await kill(site, DELETE, at * deleting)
  await checkNothingUnknown(site)
  const again = await site.cli(...DELETE)
  // What was deleted before the kill is not there to be deleted again.
  ok(again.code === 0 || /the registry has no environment/.test(again.stderr), again.stderr)
  deepEqual(await copies(site), [])
  deepEqual(await readSource(site), source, 'the source is as it was')
}

async function kill(site: Site, args: readonly string[], after: number): Promise<void> {
  const { process, result } = startCli(args, { cwd: site.folder })
  await sleep(after)
  process.kill('SIGKILL')
  await result
  // Its sessions end a moment after it.
  await sleep(300)
}

function copies(site: Site): Promise<readonly string[]> {
  return site.leftovers('test-x')
}

async function checkWhole(site: Site): Promise<void> {
  deepEqual(
    await copies(site),
    BASES.map((base) => `${site.base(base)}_test-x`).sort(),
    'all databases are there, and nothing besides',
  )
}

/** Every database that is neither production's nor the registry is registered, or the ledger knows it. */
async function checkNothingUnknown(site: Site): Promise<void> {
  const there = await copies(site)
  const ledger = languageOf(site.engine) === 'mysql' ? 'drydock_databases' : 'drydock.databases'
  const registered = await site.query(
    site.registry,
    'select full_name as name from database_configs where is_active',
  )
  const known = await site.query(site.registry, `select database_name as name from ${ledger}`)
  const names = [...registered, ...known].map(({ name }) => name)
  deepEqual(
    there.filter((name) => !names.includes(name)),
    [],
    'nothing is there that nobody knows',
  )
}
