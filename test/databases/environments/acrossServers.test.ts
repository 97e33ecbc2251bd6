import assert from 'node:assert/strict'
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allEngines, type Engine, type TestDatabase } from '../../helpers/engines'
import { findPostgres } from '../../helpers/postgresBinaries'
import { postgresEngine } from '../../helpers/postgresEngine'
import { rowDigests } from './postgresContents'
import { createSite, type Site } from './site'

/** What both servers can hold, among it what versions write differently. */
const OBJECTS = `
create extension pg_trgm;
create extension "uuid-ossp";
create schema yard;
create type yard.stage as enum ('Cut', 'Fit', 'Weld');
create domain yard.weight as numeric(10, 2) check (value >= 0);
create table yard.jobs (
  job integer generated always as identity primary key, stage yard.stage not null default 'Cut', weight yard.weight,
  name text not null check (name <> ''), doubled numeric generated always as (weight * 2) stored
) with (fillfactor = 90);
insert into yard.jobs (weight, name) select n * 1.25, 'job ' || n from generate_series(1, 500) n;
create index on yard.jobs using gin (name gin_trgm_ops);
create unique index on yard.jobs (lower(name)) include (stage) where weight > 2;
create table yard.parts (job integer references yard.jobs on delete cascade, part integer, primary key (job, part)) partition by range (part);
create table yard.parts_low partition of yard.parts for values from (0) to (10);
create table yard.parts_high partition of yard.parts default;
insert into yard.parts select 1 + n % 500, n % 20 from generate_series(1, 900) n on conflict do nothing;
create view yard.named as select job, name from yard.jobs where weight > 100 order by name;
create view yard.joined as select j.job, count(p.part) as parts from yard.jobs j left join yard.parts p using (job) group by j.job;
create materialized view yard.heavy as select stage, sum(weight) as weight from yard.jobs group by stage;
create rule logged as on update to yard.jobs where old.name is distinct from new.name do also select old.job, new.name;
create function yard.doubled(n integer) returns bigint language sql begin atomic select n * count(*) from yard.jobs where job < n; end;
create function yard.touch() returns trigger language plpgsql as $$ begin new.name := trim(new.name); return new; end $$;
create trigger touches before insert on yard.jobs for each row execute function yard.touch();
alter table yard.jobs enable row level security;
create policy seen on yard.jobs using (weight > (select min(weight) from yard.jobs));
create statistics yard.related (dependencies) on stage, weight from yard.jobs;
create sequence yard.numbers start 7 increment 3; select nextval('yard.numbers'), nextval('yard.numbers');
comment on column yard.jobs.name is 'what people call it';
grant select on yard.jobs to public;
select lo_from_bytea(4711, 'large'::bytea)`

const ROWS = `${rowDigests("c.relkind in ('r', 'm') and n.nspname = 'yard'")}
union all select 'numbers', last_value::text from yard.numbers
union all select 'large object', encode(lo_get(4711), 'escape')
order by 1`

/** Only the server of the source has these roles, and the tablespace. */
const ROLES = `
create role yard_crew; create role yard_reader;
create schema yard authorization yard_crew;
create table yard.jobs (job integer primary key); insert into yard.jobs values (1), (2);
create index jobs_again on yard.jobs (job) tablespace yard_space;
alter table yard.jobs owner to yard_crew;
grant select on yard.jobs to yard_reader; grant update (job) on yard.jobs to yard_reader;
alter default privileges for role yard_crew in schema yard grant select on tables to yard_reader;
create policy "for readers" on yard.jobs to yard_reader using (job > (select 0));
create policy theirs on yard.jobs to public using (true);
select lo_create(1), lo_create(2); alter large object 2 owner to yard_crew; grant select on large object 1 to yard_reader;
do $$ begin
  execute format('grant create on database %I to yard_crew', current_database());
  execute format('alter role yard_crew in database %I set work_mem to %L', current_database(), '9MB');
end $$`

const LEFT_OUT = [
  'ALTER SCHEMA yard OWNER TO yard_crew',
  'ALTER TABLE yard.jobs OWNER TO yard_crew',
  'GRANT SELECT ON TABLE yard.jobs TO yard_reader',
  'GRANT UPDATE(job) ON TABLE yard.jobs TO yard_reader',
  'ALTER DEFAULT PRIVILEGES FOR ROLE yard_crew IN SCHEMA yard GRANT SELECT ON TABLES',
  'CREATE POLICY "for readers" ON yard.jobs',
  'SET default_tablespace = yard_space',
  'ALTER LARGE OBJECT 2 OWNER TO yard_crew',
  'grant SELECT on large object 1 to yard_reader',
  'privilege of yard_crew',
  'setting work_mem',
]

const servers = allEngines().filter(({ kind, server }) => kind === 'postgres' && server)
const newest = servers.at(-1)

/** Between all versions, and to another server of the newest. */
function pairs(): readonly (readonly [from: Engine, to: Engine])[] {
  const [binaries] = findPostgres().slice(-1)
  const others = servers.flatMap((from) =>
    servers.flatMap((to) => (from === to ? [] : [[from, to] as const])),
  )
  if (newest === undefined || binaries === undefined || newest.id !== `postgres${binaries.major}`)
    return others
  return [...others, [newest, postgresEngine(binaries)]]
}

for (const [from, to] of pairs())
  describe(`a clone on another server (${from.id} to ${servers.includes(to) ? to.id : 'its like'})`, () => {
    let site: Site
    let other: TestDatabase

    const at = (database: string) => {
      const url = new URL(other.adminUrl)
      url.pathname = `/${encodeURIComponent(database)}`
      return url.href
    }
    const left = () =>
      to.query(
        other.adminUrl,
        `select datname as name from pg_database where datname like '%\\_test-%' or datname like 'drydock_new_%' order by 1`,
      )
    const create = (base: string) =>
      site.cli(
        ...['environment', 'create', 'x', '--from', 'prod', '--with-data', '--yes'],
        ...[
          '--exclude',
          BASES.filter((one) => one !== base)
            .map(site.base)
            .join(','),
        ],
      )
    const remove = () =>
      site.cli(...['environment', 'delete', 'test-x', '--purge', '--yes', '--confirm', 'test-x'])
    const BASES = ['objects', 'roles', 'refused']

    before(async () => {
      other = await to.createDatabase()
      site = await createSite(from, {
        bases: BASES,
        file: (base) => ({
          environments: {
            prod: { url: '${env:SERVER_URL}', databases: BASES.map(base) },
            test: { url: '${env:OTHER_URL}' },
          },
        }),
      })
      appendFileSync(join(site.folder, '.env'), `OTHER_URL='${at('')}'\n`)
      await site.query(site.base('objects'), OBJECTS)
      for (const statement of [
        'alter system set allow_in_place_tablespaces = on',
        'select pg_reload_conf(), pg_sleep(0.3)',
        `create tablespace yard_space location ''`,
        ROLES,
      ])
        await site.query(site.base('roles'), statement)
      const init = await site.cli('environment', 'init', '--yes')
      assert.equal(init.code, 0, init.stderr)
    })
    after(async () => {
      await site.close()
      const admin = await from.createDatabase()
      for (const statement of [
        'drop tablespace yard_space',
        'drop role yard_crew, yard_reader',
        'alter system reset allow_in_place_tablespaces',
      ])
        await from.query(admin.adminUrl, statement)
      await admin.drop()
      await to.verifyReleased()
      await from.verifyReleased()
      if (!servers.includes(to)) await to.close()
    })

    it('has all objects and rows', async () => {
      const before = await site.query(site.base('objects'), ROWS)
      const made = await create('objects')
      assert.equal(made.code, 0, made.stderr + made.stdout)
      assert.match(made.stdout, /relay: it goes to another server/)
      const name = `${site.base('objects')}_test-x`
      assert.deepEqual(await to.query(at(name), ROWS), before)
      assert.equal(before.length, 6)
      assert.equal((await remove()).code, 0)
      assert.deepEqual(await left(), [])
    })

    it('says what it could not be given without its roles and tablespaces', async () => {
      const made = await create('roles')
      assert.equal(made.code, 0, made.stderr + made.stdout)
      const folder = join(site.folder, '.drydock', 'clones')
      const file = readdirSync(folder).find((one) => one.includes('_roles_')) ?? ''
      const report = readFileSync(join(folder, file), 'utf8')
      for (const statement of LEFT_OUT) assert.ok(report.includes(statement), statement + report)
      const name = `${site.base('roles')}_test-x`
      assert.deepEqual(await to.query(at(name), 'select polname as name from pg_policy'), [
        { name: 'theirs' },
      ])
      assert.equal((await remove()).code, 0)
    })

    if (from === newest && to !== newest && servers.includes(to))
      it('is refused by an older server with what that does not know, and nothing is left', async () => {
        await site.query(
          site.base('refused'),
          'create table g (a integer, b integer generated always as (a * 2) virtual)',
        )
        const made = await create('refused')
        assert.equal(made.code, 3, made.stderr)
        assert.match(made.stdout, /the clone's server refuses: .*CREATE TABLE public\.g/)
        assert.match(made.stdout, /no older version/)
        assert.deepEqual(await left(), [])
      })

    if (from === newest && to !== newest && servers.includes(to))
      it('is refused where the server has not its locale', async () => {
        await site.query(site.registry, `drop database "${site.base('refused')}"`)
        await site.query(
          site.registry,
          `create database "${site.base('refused')}" template template0 locale_provider builtin builtin_locale 'C.UTF-8'`,
        )
        const made = await create('refused')
        assert.equal(made.code, 3, made.stderr)
        assert.match(made.stdout, /cannot make a database of the source's encoding and locale/)
        assert.deepEqual(await left(), [])
      })
  })
