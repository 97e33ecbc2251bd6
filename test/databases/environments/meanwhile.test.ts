import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCli, type RunningCli } from '../../helpers/cli'
import { describeEngines, isNewest, languageOf, ownsServer } from '../../helpers/engines'
import { createSite, type Site } from './site'

const ROWS = {
  postgres: `create table jobs (job integer primary key, stage text);
insert into jobs select n, repeat('stage ', 20) from generate_series(1, 60000) n;
create table parts (part integer primary key); insert into parts values (1)`,
  mysql: `create table jobs (job integer primary key, stage varchar(200));
insert into jobs select seq, repeat('stage ', 20) from seq_1_to_60000;
create table parts (part integer primary key); insert into parts values (1)`,
}

describeEngines(
  'what happens while an environment is made',
  (engine) => {
    let site: Site
    const CREATE = ['environment', 'create', 'x', '--from', 'prod', '--with-data', '--yes']
    const PURGE = ['environment', 'delete', 'test-x', '--purge', '--yes', '--confirm', 'test-x']
    const name = () => `${site.base('data')}_test-x`
    const isMysql = languageOf(engine) === 'mysql'
    const runs = isMysql ? 'drydock_runs' : 'drydock.runs'
    const databases = isMysql ? 'drydock_databases' : 'drydock.databases'

    before(async () => {
      site = await createSite(engine, { sql: () => ROWS[languageOf(engine)] })
      const init = await site.cli('environment', 'init', '--yes')
      assert.equal(init.code, 0, init.stderr)
      // The ledger comes with the first run.
      for (const args of [CREATE, PURGE]) assert.equal((await site.cli(...args)).code, 0)
    })
    after(() => site.close())

    const start = (args: readonly string[]) => startCli(args, { cwd: site.folder })

    /** Until a run makes the database, and knows that it does. */
    async function untilMaking({ result }: RunningCli): Promise<void> {
      const ended = result.then(() => true)
      for (;;) {
        const rows = await site.query(
          site.registry,
          `select d.run_id from ${databases} d join ${runs} r on r.run_id = d.run_id where d.state = 'making' and r.status = 'running'`,
        )
        if (rows.length > 0 || (await Promise.race([ended, sleep(5)])) === true) return
      }
    }

    async function isWhole(): Promise<void> {
      assert.deepEqual(await site.leftovers('test-x'), [name()])
      const [row] = await site.query(name(), 'select count(*) as n from jobs')
      assert.equal(row?.['n'], '60000')
    }

    async function isGone(): Promise<void> {
      assert.deepEqual(await site.leftovers('test-x'), [])
      assert.deepEqual(
        await site.query(site.registry, `select database_name from ${databases}`),
        [],
      )
    }

    async function purge(): Promise<void> {
      const gone = await site.cli(...PURGE)
      assert.ok(gone.code === 0 || /has no environment/.test(gone.stderr), gone.stderr)
      await isGone()
    }

    it('a second making of it is refused, or finds it made', async () => {
      const both = await Promise.all([site.cli(...CREATE), site.cli(...CREATE)])
      const codes = both.map(({ code }) => code).sort()
      assert.equal(codes[0], 0, both.map(({ stderr }) => stderr).join('\n'))
      const other = both.find(({ code }) => code !== 0)
      if (other !== undefined)
        assert.match(other.stdout + other.stderr, /another run is changing|already/)
      await isWhole()
      await purge()
    })

    it('its deletion waits, is refused, or finds nothing to delete', async () => {
      const making = start(CREATE)
      await untilMaking(making)
      const deleted = await site.cli(...PURGE)
      const made = await making.result
      assert.equal(made.code, 0, made.stderr)
      if (deleted.code === 0) await isGone()
      else {
        assert.match(
          deleted.stdout + deleted.stderr,
          /another run is changing|has no environment|stays/,
        )
        await isWhole()
      }
      await purge()
    })

    it('Ctrl+C leaves nothing', async () => {
      const making = start(CREATE)
      await untilMaking(making)
      making.process.kill('SIGINT')
      const { code } = await making.result
      if (code !== 0) await isGone()
      await purge()
    })

    it('rows that are written to the source are in the clone whole or not at all', async () => {
      const writer = await engine.connect(site.url(site.base('data')))
      const making = start(CREATE)
      const ended = making.result.then(() => true)
      for (let job = 100_000; ; job++) {
        await writer.query(
          `begin; insert into jobs values (${job}, 'new'); insert into parts values (${job}); commit`,
        )
        if ((await Promise.race([ended, sleep(5)])) === true) break
      }
      await writer.close()
      const { code, stderr, stdout } = await making.result
      assert.equal(code, 0, stderr + stdout)
      const count = (table: string) =>
        site.query(
          name(),
          `select count(*) as n from ${table} where ${table.slice(0, -1)} >= 100000`,
        )
      assert.deepEqual(await count('jobs'), await count('parts'))
      await site.query(site.base('data'), 'delete from jobs where job >= 100000')
      await site.query(site.base('data'), 'delete from parts where part >= 100000')
      await purge()
    })

    it('a table that is dropped ends it or waits for it', async () => {
      const making = start(CREATE)
      await untilMaking(making)
      await site.query(site.base('data'), 'drop table parts')
      const { code, stdout, stderr } = await making.result
      if (code !== 0) {
        assert.equal(code, 3, stderr)
        assert.match(stdout, /✗/)
        await isGone()
      }
      const again = await site.cli(...CREATE)
      assert.equal(again.code, 0, again.stderr + again.stdout)
      await isWhole()
      await site.query(site.base('data'), 'create table parts (part integer primary key)')
      await purge()
    })

    it('a row of the registry that takes its name keeps it from being registered twice', async () => {
      const making = start(CREATE)
      await untilMaking(making)
      await site.query(
        site.registry,
        `insert into database_configs (environment, base_name, full_name) values ('test-other', 'other', '${name()}')`,
      )
      const { code, stderr } = await making.result
      const rows = await site.query(
        site.registry,
        `select environment from database_configs where is_active and full_name = '${name()}'`,
      )
      assert.equal(rows.length, 1)
      if (code !== 0) assert.deepEqual(rows, [{ environment: 'test-other' }], stderr)
      await site.query(
        site.registry,
        `delete from database_configs where environment = 'test-other'`,
      )
      const again = await site.cli(...CREATE)
      assert.equal(again.code, 0, again.stderr + again.stdout)
      await isWhole()
      await purge()
    })

    it('its server stops: once it is back, the same command makes it', async () => {
      const making = start(CREATE)
      await untilMaking(making)
      await engine.server?.kill()
      const { code } = await making.result
      await engine.server?.start()
      assert.notEqual(code, 0)
      const again = await site.cli(...CREATE)
      assert.equal(again.code, 0, again.stderr + again.stdout)
      await isWhole()
      await purge()
    })
  },
  { where: (one) => ownsServer(one) && isNewest(one), languages: ['postgres', 'mysql'] },
)
