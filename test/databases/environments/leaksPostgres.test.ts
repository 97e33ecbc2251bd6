import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeEngines, isNewest, ownsServer, type RawSession } from '../../helpers/engines'
import { createSite, type Site } from './site'

/** What reaches, and by which name. `%data`, `%config` and `%signals` are databases of the source environment. */
const REACHING: readonly (readonly [object: string, names: string, sql: string])[] = [
  [
    'view reaching.by_dblink',
    '%config',
    `create view by_dblink as select * from dblink('dbname=%config', 'select 1') as t(n integer)`,
  ],
  [
    'materialized view reaching.by_url',
    '%config',
    `create materialized view by_url as select * from dblink('postgresql://127.0.0.1/%config', 'select 1') as t(n integer) with no data`,
  ],
  [
    'function reaching.by_atomic()',
    '%data',
    `create function by_atomic() returns text begin atomic select dblink_connect('c', 'dbname=''%data'''); end`,
  ],
  [
    'function reaching.by_dynamic()',
    '%config',
    `create function by_dynamic() returns void language plpgsql as $$ begin execute $q$ select dblink_connect('dbname=%config') $q$; end $$`,
  ],
  [
    'procedure reaching.by_program()',
    '%data',
    `create procedure by_program() language plpgsql as $$ begin copy (select 1) to program 'psql %data'; end $$`,
  ],
  [
    'function reaching.by_names()',
    '%data',
    `create function by_names() returns bigint language plpgsql as $$ begin return (select count(*) from %data.public.jobs); end $$`,
  ],
  [
    'table reaching.defaults',
    '%config',
    `create table defaults (a integer, origin text default dblink_connect('dbname=%config'))`,
  ],
  [
    'table reaching.checked',
    '%config',
    `create table checked (a integer check (ask('dbname=%config', a)))`,
  ],
  [
    'table reaching.generated',
    '%config',
    `create table generated (a integer, b boolean generated always as (ask('dbname=%config', a)) stored)`,
  ],
  [
    'table reaching.indexed',
    '%config',
    `create table indexed (a integer); create index on indexed (ask('dbname=%config', a))`,
  ],
  [
    'table reaching.guarded',
    '%config',
    `create table guarded (a integer); create policy p on guarded using (ask('dbname=%config', a))`,
  ],
  [
    'table reaching.ruled',
    '%config',
    `create table ruled (a integer); create rule r as on insert to ruled do also select dblink_exec('dbname=%config', 'select 1')`,
  ],
  [
    'domain reaching.checked_number',
    '%config',
    `create domain checked_number as integer check (ask('dbname=%config', value))`,
  ],
  [
    'trigger reaching.sent.sends',
    '%data',
    `create table sent (a integer);
     create function send() returns trigger language plpgsql as $$ begin perform dblink_connect('dbname=' || tg_argv[0]); return new; end $$;
     create trigger sends after insert on sent for each row execute function send('%data')`,
  ],
  [
    'aggregate reaching.gathered(text)',
    '%config',
    `create aggregate gathered(text) (sfunc = textcat, stype = text, initcond = 'dbname=%config')`,
  ],
  [
    'statistics reaching.counted',
    '%config',
    `create table numbers (a integer, b integer); create statistics counted on ask('dbname=%config', a), b from numbers`,
  ],
  [
    'view reaching.by_left_out',
    '%signals',
    `create view by_left_out as select * from dblink('dbname=%signals', 'select 1') as t(n integer)`,
  ],
  [
    'foreign server elsewhere',
    '%config',
    `create server elsewhere foreign data wrapper postgres_fdw options (host 'warehouse.example', dbname '%config')`,
  ],
  [
    'foreign server by_service',
    '%config',
    `create server by_service foreign data wrapper dblink_fdw options (service 'reports', dbname '%config')`,
  ],
  [
    'database settings',
    '%data',
    `do $$ begin execute format('alter database %I set app.dsn to %L', current_database(), 'postgres://u:geheim@h/%data'); end $$`,
  ],
]

/** What only looks like it, and what is led to the clone's own databases. */
const HARMLESS = `
create extension dblink;
create extension postgres_fdw;
create function public.ask(conninfo text, n integer) returns boolean language plpgsql immutable as $$ begin return true; end $$;
create table jobs (job integer primary key, stage text);
insert into jobs select n, '%data' from generate_series(1, 100) n;
comment on table jobs is 'filled by dblink(''dbname=%config'')';
comment on column jobs.stage is 'of dbname=%config';
create schema "%config";
create table "%config"."%data" (a integer default length('%config'));
create function words() returns text language plpgsql as $$
begin
  -- was: dblink_connect('dbname=%config')
  raise notice '%data is read at night';
  return (select a::text from "%config"."%data");
end $$;
create server plain foreign data wrapper postgres_fdw options (dbname '%config');
create server "Local" foreign data wrapper postgres_fdw options (host '127.0.0.1', dbname '%data');
create server other foreign data wrapper postgres_fdw options (host 'warehouse.example', dbname 'sales');
create foreign table far (a integer) server plain options (schema_name '%data', table_name '%config');
create user mapping for public server plain options (user 'app', password 'geheim');
create schema cron;
create table cron.job (jobid bigint, command text, active boolean);
insert into cron.job values (1, 'delete from jobs', true);
`

const SERVERS = `
select srvname as name, (select string_agg(o, ' ' order by o desc) from unnest(srvoptions) o) as options
from pg_foreign_server order by 1`

describeEngines(
  'definitions that name databases of the source environment',
  (engine) => {
    let site: Site
    let subscribed: string

    const named = (text: string) =>
      text.replace(/%(data|config|signals)/g, (_, short: string) => site.base(short))

    before(async () => {
      site = await createSite(engine, {
        bases: ['data', 'config', 'signals', 'harmless'],
        file: (base) => ({
          environments: {
            prod: {
              ...{ url: '${env:SERVER_URL}', protection: 'guarded' },
              databases: ['data', 'config', 'signals', 'harmless'].map(base),
            },
          },
        }),
      })
      for (const base of ['data', 'harmless']) await site.query(site.base(base), named(HARMLESS))
      await site.query(
        site.base('data'),
        named(
          `create schema reaching; drop schema "%config" cascade; set search_path to reaching, public; ${REACHING.map(([, , sql]) => sql).join(';\n')}`,
        ),
      )
      subscribed = site.base('harmless')
      await site.query(
        subscribed,
        `create subscription news connection 'dbname=${site.base('config')}' publication p with (connect = false, enabled = false, slot_name = none)`,
      )
      const init = await site.cli('environment', 'init', '--yes')
      assert.equal(init.code, 0, init.stderr)
    })
    after(async () => {
      await site.query(subscribed, 'drop subscription if exists news')
      await site.close()
    })

    const create = (name: string, left: readonly string[], ...more: string[]) =>
      site.cli(
        ...['environment', 'create', name, '--from', 'prod', '--with-data', ...more],
        ...['--exclude', left.map(site.base).join(',')],
      )
    const report = (name: string) => {
      const folder = join(site.folder, '.drydock', 'clones')
      const file = readdirSync(folder).find((one) => one.endsWith(`-${name}.md`))
      return readFileSync(join(folder, file ?? ''), 'utf8')
    }

    /** Somebody is on a busy source, so that it is relayed. */
    async function whileBusy<T>(method: string, work: () => Promise<T>): Promise<T> {
      const sessions: RawSession[] = []
      try {
        if (method === 'relay')
          for (const base of ['data', 'harmless'])
            sessions.push(await engine.connect(site.url(site.base(base))))
        return await work()
      } finally {
        for (const session of sessions) await session.close()
      }
    }

    for (const method of ['template', 'relay']) {
      const name = `by-${method}`
      const clone = (base: string) => `${site.base(base)}_test-${name}`

      it(`are told of before a clone by ${method}`, async () => {
        const { code, stdout, stderr } = await whileBusy(method, () =>
          create(name, ['signals', 'harmless'], '--dry-run', '--format', 'json'),
        )
        assert.equal(code, 0, stderr)
        const { hazards } = JSON.parse(stdout) as {
          hazards: readonly { code: string; message: string }[]
        }
        const found = hazards.filter((one) => one.code === 'leak').map(({ message }) => message)
        for (const [object, names] of REACHING)
          assert.ok(
            found.some((one) => one.includes(named(`${object} names "${names}"`))),
            named(object) + found.join('\n'),
          )
        assert.equal(found.length, REACHING.length, found.join('\n'))
        assert.doesNotMatch(stdout, /geheim/)
      })

      it(`keep a clone by ${method} from being ready`, async () => {
        const { code, stdout, stderr } = await whileBusy(method, () =>
          create(name, ['signals', 'harmless'], '--yes'),
        )
        assert.equal(code, 3, stderr)
        assert.match(stdout, /of the source environment .* and \d+ more/)
        assert.match(stdout, /--accept-leaks/)
        assert.doesNotMatch(stdout + stderr, /geheim/)
        assert.deepEqual(await site.leftovers(`test-${name}`), [clone('config')])
        const rows = await site.query(
          site.registry,
          `select full_name from database_configs where is_active and environment = 'test-${name}'`,
        )
        assert.deepEqual(rows, [{ full_name: clone('config') }])
        const text = report(clone('data'))
        for (const [object, names] of REACHING)
          assert.ok(text.includes(named(`⚠ ${object} names \`${names}\``)), named(object) + text)
        assert.doesNotMatch(text, /geheim/)
      })

      it(`are agreed to by ${method}`, async () => {
        const made = await whileBusy(method, () =>
          create(name, ['signals', 'harmless'], '--yes', '--accept-leaks'),
        )
        assert.equal(made.code, 0, made.stderr + made.stdout)
        assert.match(made.stdout, new RegExp(`_data_test-.* by ${method}; equal to`))
        assert.deepEqual(await site.query(clone('data'), SERVERS), [
          { name: 'Local', options: `host=127.0.0.1 dbname=${clone('data')}` },
          { name: 'by_service', options: `service=reports dbname=${site.base('config')}` },
          { name: 'elsewhere', options: `host=warehouse.example dbname=${site.base('config')}` },
          { name: 'other', options: 'host=warehouse.example dbname=sales' },
          { name: 'plain', options: `dbname=${clone('config')}` },
        ])
        for (const pair of [
          ['prod', `test-${name}`],
          [`test-${name}`, 'prod'],
        ]) {
          const { stdout } = await site.cli('environment', 'compare', ...pair)
          assert.match(stdout, /! 0 objects differ, 2 databases are in one of them only/)
        }
      })

      it(`are not seen in words, and what acts by itself is cut, by ${method}`, async () => {
        const made = await whileBusy(method, () => create(name, ['signals'], '--yes'))
        assert.equal(made.code, 0, made.stderr + made.stdout)
        assert.match(made.stdout, new RegExp(`_harmless_test-.* by ${method}; equal to`))
        const query = (sql: string) => site.query(clone('harmless'), sql)
        assert.deepEqual(await query('select umuser from pg_user_mapping'), [])
        assert.deepEqual(
          await query(
            `select subname from pg_subscription s join pg_database d on d.oid = s.subdbid where datname = current_database()`,
          ),
          [],
        )
        assert.deepEqual(await query('select active::text from cron.job'), [{ active: 'false' }])
        const gone = await site.cli(
          ...['environment', 'delete', `test-${name}`, '--purge', '--yes'],
          ...['--confirm', `test-${name}`],
        )
        assert.equal(gone.code, 0, gone.stderr)
      })
    }
  },
  { where: (one) => ownsServer(one) && isNewest(one) },
)
