import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCli } from '../../helpers/cli'
import {
  describeEngines,
  isNewest,
  languageOf,
  ownsServer,
  type RawSession,
} from '../../helpers/engines'
import { createSite, type Site } from './site'

const CREATE = ['environment', 'create', 'x', '--from', 'prod', '--with-data', '--yes', '--quiet']
const PURGE = ['environment', 'delete', 'test-x', '--purge', '--yes', '--confirm', 'test-x']

async function guardedSite(engine: Parameters<typeof createSite>[0]): Promise<Site> {
  const site = await createSite(engine, {
    sql: () => 'create table jobs (job integer primary key); insert into jobs values (1), (2)',
    file: (base) => ({
      environments: {
        prod: { url: '${env:SERVER_URL}', databases: [base('data')], protection: 'guarded' },
      },
    }),
  })
  const init = await site.cli('environment', 'init', '--yes')
  assert.equal(init.code, 0, init.stderr)
  return site
}

describeEngines(
  'a database that its server goes on making',
  (engine) => {
    let site: Site
    let holder: RawSession

    before(async () => {
      site = await guardedSite(engine)
      holder = await engine.connect(site.url(site.registry))
    })
    after(async () => {
      await holder.close()
      await site.close()
    })

    async function untilCreating(count: number): Promise<void> {
      for (;;) {
        const waiting = await site.query(
          site.registry,
          `select from pg_stat_activity where query ~* '^\\s*create database' and wait_event_type = 'Lock'`,
        )
        if (waiting.length === count) return
        await sleep(20)
      }
    }

    const countRuns = async () =>
      (await site.query(site.registry, 'select run_id from drydock.runs')).length

    for (const [what, args] of [
      ['made again', CREATE],
      ['deleted', PURGE],
    ] as const)
      it(`after its maker was killed is not left behind when the environment is ${what}`, async () => {
        // Whoever copies a database waits for whoever changes what is said about it.
        await holder.query(`begin; comment on database "${site.base('data')}" is 'held'`)
        const killed = startCli(CREATE, { cwd: site.folder })
        await untilCreating(1)
        killed.process.kill('SIGKILL')
        await killed.result
        const runs = await countRuns()
        const again = startCli(args, { cwd: site.folder })
        while ((await countRuns()) === runs) await sleep(20)
        // Long enough to look for what is not there yet.
        await sleep(1000)
        await holder.query('rollback')
        const { code, stderr } = await again.result
        assert.equal(code, 0, stderr)
        await untilCreating(0)
        const name = `${site.base('data')}_test-x`
        assert.deepEqual(await site.leftovers('test-x'), args === CREATE ? [name] : [])
        if (args === CREATE) assert.equal((await site.cli(...PURGE)).code, 0)
      })
  },
  { where: (one) => ownsServer(one) && isNewest(one) },
)

describeEngines(
  'the undo of a run that was killed before it wrote what it had done',
  (engine) => {
    let site: Site

    before(async () => {
      site = await guardedSite(engine)
    })
    after(() => site.close())

    /** The newest run, as if its process had been killed just before it would have journalled anything. */
    async function forgetOutcomes(): Promise<string> {
      const [runs, changes] =
        languageOf(engine) === 'mysql'
          ? ['drydock_runs', 'drydock_row_changes']
          : ['drydock.runs', 'drydock.row_changes']
      const [row] = await site.query(
        site.registry,
        `select run_id as id from ${runs} order by started_at desc limit 1`,
      )
      const id = row?.['id'] ?? ''
      await site.query(site.registry, `delete from ${changes} where run_id = '${id}'`)
      await site.query(
        site.registry,
        `update ${runs} set status = 'running', completed_at = null, applied = 0, next_ordinal = 0 where run_id = '${id}'`,
      )
      return id
    }

    const undo = async (run: string) => {
      const { code, stderr, stdout } = await site.cli('undo', run, '--yes', '--confirm', 'test-x')
      assert.equal(code, 0, stderr + stdout)
      const { stdout: runs } = await site.cli('runs', '--format', 'json')
      const { status } = (
        JSON.parse(runs) as { runs: readonly { id: string; status: string }[] }
      ).runs.find(({ id }) => id === run) ?? { status: 'unknown' }
      assert.equal(status, 'undone')
    }
    const copies = async () =>
      (await site.leftovers('test-x')).filter((name) => !name.startsWith('zz_deleted_'))

    it('takes back what it had made', async () => {
      const made = await site.cli(...CREATE)
      assert.equal(made.code, 0, made.stderr)
      assert.equal((await copies()).length, 1)
      await undo(await forgetOutcomes())
      assert.deepEqual(await copies(), [])
      const { stdout } = await site.cli('environment', 'list')
      assert.doesNotMatch(stdout, /test-x/)
    })

    if (languageOf(engine) !== 'mysql')
      it('brings back what it had put in the trash', async () => {
        const made = await site.cli(...CREATE)
        assert.equal(made.code, 0, made.stderr)
        const gone = await site.cli('environment', 'delete', 'test-x', '--yes')
        assert.equal(gone.code, 0, gone.stderr)
        assert.deepEqual(await copies(), [])
        await undo(await forgetOutcomes())
        assert.equal((await copies()).length, 1)
        const { stdout } = await site.cli('environment', 'list')
        assert.match(stdout, /test-x/)
      })
  },
  { where: (one) => ownsServer(one) && isNewest(one), languages: ['postgres', 'mysql'] },
)
