import assert from 'node:assert/strict'
import { describeEngines, languageOf, ownsServer } from '../../helpers/engines'
import { createSite, type Site } from './site'

/** Keys of every kind that is checked later than it is added, or is not; with rows. */
const KEYS = `
create table ships (ship integer primary key, flag integer);
create table visits (visit integer primary key, ship integer references ships deferrable, other integer);
create table places (place integer, year integer, primary key (place, year)) partition by range (year);
create table places_1 partition of places for values from (0) to (2000);
create table places_2 partition of places for values from (2000) to (4000);
create table stays (stay integer, place integer, year integer, primary key (stay, year),
  foreign key (place, year) references places) partition by hash (year);
create table stays_1 partition of stays for values with (modulus 2, remainder 0);
create table stays_2 partition of stays for values with (modulus 2, remainder 1);
create table calls (call integer primary key, place integer, year integer, foreign key (place, year) references places);
insert into ships select n, n from generate_series(1, 500) n;
alter table ships add foreign key (flag) references ships on delete cascade;
insert into visits select n, 1 + n % 500, -n from generate_series(1, 2000) n;
alter table visits add constraint unchecked foreign key (other) references ships not valid;
insert into places select n, n * 10 from generate_series(1, 300) n;
insert into stays select n, n, n * 10 from generate_series(1, 300) n;
insert into calls select n, n, n * 10 from generate_series(1, 300) n;
create materialized view fleet as select flag, count(*) from ships group by flag`

const REFUSING = `
create function refuse() returns event_trigger language plpgsql as $$ begin raise exception 'no % here', tg_tag; end $$;
create event trigger refusing on ddl_command_start execute function refuse()`

const STATES = `
select conrelid::regclass::text as table, conname as key, convalidated::text as valid, confrelid::regclass::text as other
from pg_constraint where contype = 'f' order by 1, 2, 4`

const BROKEN = `
create table ships (ship integer primary key);
create table visits (visit integer primary key, ship integer references ships);
set session_replication_role to replica;
insert into visits values (1, 99)`

describeEngines(
  'a PostgreSQL database that is relayed',
  (engine) => {
    const CREATE = ['environment', 'create', 'x', '--from', 'prod', '--with-data', '--yes']

    async function withSite(sql: string, work: (site: Site) => Promise<void>): Promise<void> {
      const site = await createSite(engine, { sql: () => sql })
      try {
        const init = await site.cli('environment', 'init', '--yes')
        assert.equal(init.code, 0, init.stderr)
        await work(site)
      } finally {
        await site.close()
      }
    }

    it('has its keys as they are there, checked or not, though event triggers refuse everything', () =>
      withSite(KEYS + ';' + REFUSING, async (site) => {
        const { code, stdout, stderr } = await site.cli(...CREATE)
        assert.equal(code, 0, stdout + stderr)
        assert.match(stdout, /by relay; equal to/)
        const [source, clone] = [site.base('data'), `${site.base('data')}_test-x`]
        const keys = await site.query(source, STATES)
        assert.deepEqual(await site.query(clone, STATES), keys)
        const valid = keys.map((row) => row['valid'])
        assert.ok(valid.includes('true') && valid.includes('false'))
        const [fleet] = await site.query(clone, 'select count(*)::text as n from fleet')
        assert.equal(fleet?.['n'], '500')
        const unanalyzed = await site.query(
          clone,
          `select relname from pg_class where relkind in ('r', 'p', 'm') and relnamespace = 'public'::regnamespace and reltuples < 0`,
        )
        assert.deepEqual(unanalyzed, [])
        await assert.rejects(site.query(clone, 'create table later ()'), /no CREATE TABLE here/)
        const compared = await site.cli('environment', 'compare', 'prod', 'test-x')
        assert.match(compared.stdout, /✓ No difference/)
      }))

    it('is refused where its rows break a key that it calls valid, and leaves nothing', () =>
      withSite(BROKEN, async (site) => {
        const { code, stdout, stderr } = await site.cli(...CREATE)
        assert.equal(code, 3, stdout + stderr)
        assert.match(
          stdout + stderr,
          /violates foreign key constraint "visits_ship_fkey".*VALIDATE CONSTRAINT visits_ship_fkey.*mend them there/s,
        )
        assert.deepEqual(await site.leftovers('test-x'), [])
      }))
  },
  { where: (engine) => ownsServer(engine) && languageOf(engine) === 'postgres' },
)
