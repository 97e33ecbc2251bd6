import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCli } from '../helpers/cli'
import { describeEngines, languageOf, manySessions } from '../helpers/engines'
import { temporaryFolder, workspaceFolder } from '../helpers/temporary'
import { setUpJobs, type JobsWorkspace } from './cliSetUp'
import { APPLY, file, map, roleName, rolePassword, roles, WRONG_INPUTS } from './wrongInputs'

const BOTH = { where: manySessions, languages: ['postgres', 'mysql'] } as const

const [READER, WRITER] = [roleName('reader'), roleName('writer')]

/** The reader may do everything that a run needs beside its writing, and the writer everything but a ledger. */
const ROLES = {
  postgres: {
    create: (role: string) => `create role ${role} login password '${rolePassword}'`,
    grant: `grant select on jobs to ${READER}; grant select, update on jobs to ${WRITER};
do $$ begin execute format('grant create on database %I to ${READER}', current_database()); end $$`,
    drop: (role: string) => `drop owned by ${role}; drop role ${role}`,
  },
  mysql: {
    create: (role: string) => `create user ${role} identified by '${rolePassword}'`,
    // Who may do nothing with a table does not see that there is one.
    grant: `grant update on jobs to ${roleName('nobody')};
grant select on jobs to ${READER}; grant create on * to ${READER}; grant select, update on jobs to ${WRITER}`,
    drop: (role: string) => `drop user ${role}`,
  },
} as const

describeEngines(
  'a wrong input gives one clear error and writes nothing:',
  (engine) => {
    const isMysql = languageOf(engine) === 'mysql'
    const { create, grant, drop } = ROLES[languageOf(engine)]
    let jobs: JobsWorkspace

    before(async () => {
      jobs = await setUpJobs(engine, {
        targetSql: `create view jobs_view as select * from jobs; alter table jobs add payload ${isMysql ? 'blob' : 'bytea'}`,
      })
      await jobs.queryTarget([...roles.map(roleName).map(create), grant].join(';'))
    })
    after(() => jobs.queryTarget(roles.map(roleName).map(drop).join(';')))

    for (const [title, input] of Object.entries(WRONG_INPUTS))
      it(title, async () => {
        const { files = {}, variables, args = APPLY, code, error, mysql = error } = input
        const state = await jobs.targetState()
        const folder = workspaceFolder({ ...file({}), ...map({}), ...files })
        const urls = { ORIGIN_URL: jobs.sourceUrl, SANDBOX_URL: jobs.targetUrl }
        const given = Object.entries({ ...urls, ...variables?.(jobs) })
        const env = Object.fromEntries(given.filter((entry) => entry[1] !== undefined)) as Record<
          string,
          string
        >
        const result = await runCli(args, { cwd: folder, env })
        match(result.stderr, isMysql ? mysql : error)
        equal(result.code, code, result.stderr)
        equal(result.stderr.match(/^✗/gm)?.length, 1, result.stderr)
        ok(!/hunter2|role-password/.test(result.stdout + result.stderr), result.stderr)
        ok(!/✗ unexpected|^ {4}at /m.test(result.stderr), result.stderr)
        deepEqual(await jobs.targetState(), state)
      })

    it('a folder without drydock.jsonc', async () => {
      const { code, stderr } = await runCli(['plan', 'a.mapping.jsonc'], { cwd: temporaryFolder() })
      equal(code, 2)
      match(stderr, /^✗ there is no "drydock.jsonc" in ".+"\n {2}create one, or name the folder/)
    })
  },
  BOTH,
)

describeEngines(
  'a plan that no longer fits is refused and writes nothing:',
  (engine) => {
    const retype = languageOf(engine) === 'mysql' ? 'modify fab_order' : 'alter fab_order type'

    const staleAfter = async (
      spoil: (jobs: JobsWorkspace, plan: string) => Promise<unknown>,
      error: RegExp,
    ) => {
      const jobs = await setUpJobs(engine)
      const plan = join(jobs.folder, 'a.plan')
      equal((await jobs.cli('plan', 'jobs.mapping.jsonc', '--out', plan)).code, 0)
      await spoil(jobs, plan)
      const state = await jobs.targetState()
      const { code, stderr } = await jobs.cli('apply', plan, '--yes')
      match(stderr, error)
      equal(code, 1, stderr)
      equal(stderr.match(/^✗/gm)?.length, 1, stderr)
      deepEqual(await jobs.targetState(), state)
    }

    it('after its file was edited', () =>
      staleAfter((_, plan) => {
        const bytes = readFileSync(plan)
        const middle = Math.floor(bytes.length / 2)
        bytes.writeUInt8((bytes.readUInt8(middle) + 1) % 256, middle)
        writeFileSync(plan, bytes)
        return Promise.resolve()
      }, /^✗ .*a\.plan/m))

    it('after its file was cut short', () =>
      staleAfter((_, plan) => {
        writeFileSync(plan, readFileSync(plan).subarray(0, -100))
        return Promise.resolve()
      }, /^✗ .*a\.plan/m))

    it('after the table got another structure', () =>
      staleAfter(
        (jobs) => jobs.queryTarget(`alter table jobs ${retype} numeric(12, 1)`),
        /^✗ .*structure/m,
      ))

    it('after the environment got another database', async () => {
      const other = await setUpJobs(engine)
      await staleAfter((jobs) => {
        writeFileSync(
          join(jobs.folder, '.env'),
          `ORIGIN_URL='${jobs.sourceUrl}'\nSANDBOX_URL='${other.targetUrl}'\n`,
        )
        return Promise.resolve()
      }, /^✗ .*(another|not the) database/m)
    })
  },
  BOTH,
)
