/** Runs that are met while they are under way, and what must be true of them wherever they were stopped. */
import assert from 'node:assert/strict'
import {
  DatabaseOperationError,
  listRuns,
  type ApplyOptions,
  type ApplyResult,
  type Run,
  type SavedPlan,
} from '../../src/core/index'
import { languageOf, type Engine, type Language, type TextRow } from '../helpers/engines'
import { createSite, type Site, type SiteOptions } from './site'

/** Changes a transaction, as the applier has it. */
export const BATCH = 2500
/** Two batches and a part of one. */
export const ROWS = 6000

/** As long as a row is in the table "brake", jobs after the first batch take their time: a millisecond each. */
const BRAKE: Readonly<Record<Language, string>> = {
  postgres: `create table brake (is_on integer); insert into brake values (1); grant all on brake to public;
create function slow() returns trigger language plpgsql as
'begin if new.job > ${BATCH} and exists (select from brake) then perform pg_sleep(0.001); end if; return new; end';
create trigger slow before update on jobs for each row execute function slow()`,
  mysql: `create table brake (is_on integer); insert into brake values (1);
create trigger slow before update on jobs for each row
if new.job > ${BATCH} and exists (select 1 from brake) then do sleep(0.001); end if`,
}

/** A site whose runs are quick for one batch and slow from then on. */
export async function createSlowSite(engine: Engine, options: SiteOptions = {}): Promise<Site> {
  const site = await createSite(engine, { rows: ROWS, ...options })
  await site.query('target', BRAKE[languageOf(engine)])
  return site
}

export async function releaseBrake(site: Site): Promise<void> {
  await site.query('target', 'delete from brake')
}

/** A run that has committed a batch and goes on. */
export interface UnderWay {
  readonly applying: Promise<ApplyResult>
  /** How it fails; the test fails where it does not. */
  failure(): Promise<DatabaseOperationError>
}

/** Begins to apply a plan and returns once the first batch is committed. */
export async function applyUntilFirstBatch(
  site: Site,
  plan: SavedPlan,
  options: ApplyOptions = {},
): Promise<UnderWay> {
  let applying: Promise<ApplyResult> | undefined
  const firstBatch = new Promise<void>((resolve, reject) => {
    applying = site.apply(plan, { ...options, onProgress: () => resolve() })
    applying.then(() => reject(new Error('the run was over before its first batch')), reject)
  })
  await firstBatch
  return { applying: applying as Promise<ApplyResult>, failure: () => failureOf(applying) }
}

export async function failureOf(
  work: Promise<unknown> | undefined,
): Promise<DatabaseOperationError> {
  const error = await Promise.resolve(work).then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof DatabaseOperationError, String(error))
  return error
}

/** The newest run in the site's ledger. */
export async function newestRun({ workspace }: Site): Promise<Run> {
  const { runs } = await listRuns(workspace, { environment: 'sandbox' })
  return runs[0] ?? assert.fail('there is no run')
}

/**
 * Table, journal and counts of a run tell one story, job by job: "old n" is "new n" where the journal says so and
 * nowhere else, and only whole batches are there. Returns how many changes have an outcome.
 */
export async function checkStory(site: Site, { id, counts }: Run): Promise<number> {
  const journal = await site.query(
    'target',
    `select * from ${site.ledger('row_changes')} where run_id = '${id}' order by ordinal`,
  )
  assert.deepEqual(
    journal.map(({ ordinal }) => ordinal),
    journal.map((_, index) => String(index)),
    'the journal has no gap',
  )
  const applied = new Set(journal.filter(({ outcome }) => outcome === 'applied').map(jobOf))
  const jobs = await site.query('target', 'select job, stage from jobs order by job')
  for (const { job, stage } of jobs)
    assert.equal(
      stage,
      `${applied.has(job ?? null) ? 'new' : 'old'} ${job}`,
      'the journal tells of it',
    )
  assert.ok(journal.length === counts.total || journal.length % BATCH === 0, 'whole batches only')
  const [run] = await site.query(
    'target',
    `select applied, next_ordinal from ${site.ledger('runs')} where run_id = '${id}'`,
  )
  assert.deepEqual(run, {
    applied: String(applied.size),
    next_ordinal: String(journal.length),
  })
  assert.equal(counts.applied, applied.size)
  return journal.length
}

function jobOf({ key }: TextRow): string | null {
  return (JSON.parse(key ?? '{}') as TextRow)['job'] ?? null
}

/** What a person can do after a run that stopped: go on with the same plan. */
export async function checkResumes(site: Site, plan: SavedPlan, stopped: Run): Promise<void> {
  const { resumed, run } = await site.apply(plan)
  assert.deepEqual([resumed, run.id], [true, stopped.id])
  assert.deepEqual([run.status, run.counts.applied], ['completed', run.counts.total])
  assert.equal(await checkStory(site, run), run.counts.total)
}

/** What a person can do after any run: take it back, to the last byte. */
export async function checkUndoes(site: Site, id: string, start: readonly string[]): Promise<void> {
  const { run } = await site.apply(await site.planUndo(id))
  assert.deepEqual([run.status, run.counts.applied], ['completed', run.counts.total])
  assert.deepEqual(await site.jobs(), start)
}
