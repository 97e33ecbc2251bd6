import assert from 'node:assert/strict'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AbortedError, planDefinition } from '../../src/core/index'
import { describeEngines, languageOf, manySessions, type Language } from '../helpers/engines'
import { temporaryFolder } from '../helpers/temporary'
import { createSite, type Site } from '../spine/site'
import { writeMapping } from '../spine/spineWorkspace'

const ROWS = 100_000

/** All rows find each other by their mail, and all of them differ. */
const JOBS: Readonly<Record<Language, (stage: string) => string>> = {
  postgres: (stage) => `create table jobs (job int primary key, mail varchar(40), stage varchar(9));
insert into jobs select g, g || '@example.com', '${stage}' from generate_series(1, ${ROWS}) g`,
  mysql: (stage) => `create table jobs (job int primary key, mail varchar(40), stage varchar(9));
insert into jobs select seq, concat(seq, '@example.com'), '${stage}' from seq_1_to_${ROWS}`,
}

const MAPPING = {
  source: { environment: 'production', table: 'jobs' },
  target: { environment: 'sandbox', table: 'jobs' },
  match: [{ on: [{ source: 'mail', ignore: 'case' }] }],
  fields: ['stage'],
}

/** A second a row. */
const SLOW: Readonly<Record<Language, string>> = {
  postgres: 'concat(mail, pg_sleep(1))',
  mysql: 'concat(mail, sleep(1))',
}

const AT_SLEEP: Readonly<Record<Language, string>> = {
  postgres: `select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
  mysql: `select id from information_schema.processlist where db = database() and state = 'User sleep'`,
}

/** Sessions of others on this database; one that waits for its next statement does no work. */
const AT_WORK: Readonly<Record<Language, string>> = {
  postgres: `select pid from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
  mysql: `select id from information_schema.processlist
where db = database() and id <> connection_id() and command <> 'Sleep'`,
}

/** Far more than it takes. */
const PATIENCE_MS = 10_000

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; !(await isSo()); await sleep(5))
    assert.ok(performance.now() < end, `in vain until ${what}`)
}

describeEngines(
  'a plan with matchers that is cancelled',
  (engine) => {
    const { TMPDIR } = process.env
    let temporaries = ''
    let site: Site

    before(async () => {
      const fill = JOBS[languageOf(engine)]
      site = await createSite(engine, { tables: { source: fill('new'), target: fill('old') } })
      temporaries = temporaryFolder('tmp')
      process.env['TMPDIR'] = temporaries
    })

    after(() => {
      if (TMPDIR === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = TMPDIR
    })

    const plans = () => join(site.workspace.folder, '.drydock', 'plans')
    const isOne = async (end: 'source' | 'target', sessions: typeof AT_WORK) =>
      (await site.query(end, sessions[languageOf(engine)])).length > 0

    /** Cancels once the work is so far, and sees to it that nothing of it is left. */
    async function cancel(
      isSoFar: (messages: string) => boolean | Promise<boolean>,
      mapping: object = MAPPING,
    ): Promise<void> {
      const abort = new AbortController()
      let messages = ''
      const ending = planDefinition(site.workspace, writeMapping(site.workspace, 'jobs', mapping), {
        signal: abort.signal,
        onProgress: ({ message }) => (messages += `${message}\n`),
      }).then(
        ({ plan }) => assert.fail(`a plan of ${plan.changes} changes was made all the same`),
        (error: unknown) => error,
      )
      await until('the work is so far', () => isSoFar(messages))
      abort.abort()
      const began = performance.now()
      const error = await ending
      assert.ok(error instanceof AbortedError, String(error))
      assert.ok(performance.now() - began < PATIENCE_MS)
      for (const end of ['source', 'target'] as const)
        await until(`the ${end} is at rest`, async () => !(await isOne(end, AT_WORK)))
      assert.deepEqual(readdirSync(plans()), [])
      assert.deepEqual(readdirSync(temporaries), [])
    }

    it('leaves nothing behind while a server computes what is compared', async () => {
      const source = { expression: SLOW[languageOf(engine)] }
      const match = [{ on: [{ source, target: 'mail' }] }]
      await cancel(() => isOne('source', AT_SLEEP), { ...MAPPING, match })
    })

    it('leaves nothing behind while rows are read', async () => {
      await cancel((messages) => / [1-9]\d* rows of the source, 0 of the target/.test(messages))
    })

    it('leaves nothing behind while rows find each other', async () => {
      const all = `${ROWS} rows of the source, ${ROWS} of the target`
      await cancel((messages) => messages.includes(all))
    })

    it('leaves nothing behind while its changes are written', async () => {
      const isWriting = () =>
        existsSync(plans()) &&
        readdirSync(plans()).some((name) => statSync(join(plans(), name)).size > 1000)
      await cancel(isWriting)
    })
  },
  { where: manySessions, languages: ['postgres', 'mysql'] },
)
