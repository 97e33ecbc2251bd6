import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Session } from '../../src/core/database/session'
import { sql } from '../../src/core/database/sql'
import { compareObjects } from '../../src/core/schema/inventory/compareObjects'
import { readPostgresInventory } from '../../src/core/schema/inventory/postgres/readInventory'
import { describeObject, type SchemaObject } from '../../src/core/schema/inventory/schemaObject'
import { describeEngines, ownsServer, type Engine, type TestDatabase } from '../helpers/engines'
import { findPostgres } from '../helpers/postgresBinaries'
import type { Mutation, MutationGroup } from './inventory/mutation'
import { mutationGroups } from './inventory/mutations'
import { storageMutations } from './inventory/storageMutations'
import {
  createTorture,
  endSubscription,
  majorOf,
  partsOf,
  readInventory,
  withSession,
} from './inventory/torture'

describeEngines(
  'the inventory',
  (engine) => {
    let torture: TestDatabase

    before('everything is made', async () => {
      torture = await createTorture(engine)
    })

    after('no subscription keeps it', () => endSubscription(engine, torture))

    it('is equal for two databases that were made alike', async () => {
      const other = await createTorture(engine)
      try {
        assert.deepEqual(await compared(torture, other), [])
      } finally {
        await endSubscription(engine, other)
      }
    })

    it('is equal for databases that came to be the same on different ways', async () => {
      const urls = await Promise.all(
        WAYS.map(async (way) => {
          const { adminUrl } = await engine.createDatabase()
          await engine.query(adminUrl, way)
          return adminUrl
        }),
      )
      const [first = [], second = []] = [
        await readInventory(urls[0] ?? ''),
        await readInventory(urls[1] ?? ''),
      ]
      assert.deepEqual(differences(first, second), [])
    })

    it('has names and definitions that do not depend on how the session is set', async () => {
      const plain = await readInventory(torture.adminUrl)
      await withSession(torture.adminUrl, 'write', (session) =>
        session.transaction('write', async () => {
          for (const setting of ['search_path to harbour, public', 'quote_all_identifiers to on'])
            await session.execute(sql.raw(`set local ${setting}`))
          assert.deepEqual(differences(plain, await readPostgresInventory(session)), [])
          const { rows } = await session.execute(sql`select current_setting('search_path') as path`)
          assert.deepEqual(rows, [{ path: 'harbour, public' }])
        }),
      )
    })

    it('is refused outside of a transaction', async () => {
      await withSession(torture.adminUrl, 'write', async (session) => {
        await assert.rejects(readPostgresInventory(session), /inside a transaction/)
      })
    })

    it('shows no secret', async () => {
      const texts = (await readInventory(torture.adminUrl)).map(({ definition }) => definition)
      assert.equal(texts.join('\n').includes('(hidden, '), true)
      for (const secret of ['hunter2', "it's secret"])
        assert.equal(texts.join('\n').includes(secret), false)
    })

    if (ownsServer(engine))
      it('tells where tables and indexes are stored', async () => {
        await createTablespace(engine, torture)
        const wrong = await withSession(torture.adminUrl, 'write', (session) =>
          tryAll(session, [storageMutations]),
        )
        assert.deepEqual(wrong, [])
      })

    it('reports every change of one object, and no other object', async () => {
      const wrong = await withSession(torture.adminUrl, 'write', (session) =>
        tryAll(session, groupsFor(engine)),
      )
      assert.deepEqual(wrong, [])
    }).timeout(180_000)
  },
  // Roles are made, and stay.
  { where: (engine) => ownsServer(engine) || engine.kind === 'pglite' },
)

describeEngines(
  'the inventory of a copy',
  (engine) => {
    let torture: TestDatabase

    before('everything is made', async () => {
      torture = await createTorture(engine, { dumpable: true })
    })

    after('no subscription keeps it', () => endSubscription(engine, torture))

    it('by template lacks what belongs to the database itself', async () => {
      const copy = await engine.createDatabase()
      const name = nameOf(copy)
      await engine.query(maintenance(torture), `drop database "${name}"`)
      await engine.query(
        maintenance(torture),
        `create database "${name}" template "${nameOf(torture)}"`,
      )
      assert.deepEqual(await compared(torture, copy), [
        '-subscription incoming',
        'database settings',
      ])
    })

    const folder = findDump(engine)
    if (folder !== undefined)
      it('by dump and restore lacks what a dump leaves out', async () => {
        const copy = await engine.createDatabase()
        try {
          copyByDump(folder, torture, copy)
          // A dump without its database has no settings of it, and never what was granted on and said of the type of a row.
          assert.deepEqual(await compared(torture, copy), [
            'database settings',
            'table harbour.ships',
          ])
        } finally {
          await endSubscription(engine, copy)
        }
      })

    it('is read by a role that may read little, but for what is hidden from it', async () => {
      const [all, some] = [await readInventory(torture.adminUrl), await readInventory(torture.url)]
      assert.deepEqual(differences(all, some), [
        'subscription incoming',
        'user mapping harbour_master at loop',
        'user mapping harbour_pilot at elsewhere',
        'user mapping public at elsewhere',
      ])
    })
  },
  { where: ownsServer },
)

/** The same objects, made in other orders and with steps that leave traces only in the catalogue's own numbers. */
const WAYS = [
  `
create type shade as enum ('dark', 'middle', 'light');
create table one (a int not null, b text default 'x', c shade, constraint one_key primary key (a), constraint positive check (a > 0));
create table two (d int references one);
create index by_b on one (b);
create index by_c on one (c);
create sequence counted;
alter table one set (fillfactor = 50, autovacuum_enabled = off);
grant select, insert on two to public;
grant execute on function pg_catalog.pg_sleep(double precision) to public;
create function f() returns int language sql as 'select 1';
create policy p on one;
create policy q on one;
alter default privileges grant select, insert on tables to public;
do $$ begin
  execute format('alter database %I set work_mem to ''7MB''', current_database());
  execute format('alter database %I set search_path to public', current_database());
end $$`,
  `
create table gone (a int);
create function f() returns int language sql as 'select 2';
create type shade as enum ('dark', 'light');
alter type shade add value 'middle' before 'light';
create table two (d int);
create table one (dropped int, a int, b text, also_dropped int, c shade);
alter table one drop column dropped, drop column also_dropped;
create index by_c on one (c);
create index by_other on one (b);
alter index by_other rename to by_b;
alter table one add constraint positive check (a > 0) not valid, alter column b set default 'x';
alter table one alter column a set not null;
alter table one add constraint one_key primary key (a);
alter table one validate constraint positive;
alter table one set (autovacuum_enabled = off), set (fillfactor = 50);
alter table two add foreign key (d) references one (a);
drop table gone;
create sequence counted;
select nextval('counted');
comment on sequence counted is 'for a moment';
comment on sequence counted is null;
grant insert on two to public;
grant select on two to public;
revoke execute on function f() from public;
grant execute on function f() to public;
revoke execute on function pg_catalog.pg_sleep(double precision) from public;
grant execute on function pg_catalog.pg_sleep(double precision) to public;
create or replace function f() returns int language sql as 'select 1';
create policy q on one;
create policy p on one;
alter default privileges grant insert on tables to public;
alter default privileges grant select on tables to public;
do $$ begin
  execute format('alter database %I set search_path to public', current_database());
  execute format('alter database %I set work_mem to ''7MB''', current_database());
  execute format('revoke connect on database %I from public', current_database());
  execute format('grant connect on database %I to public', current_database());
end $$;
analyze one`,
] as const

/** In the server's own folder. The setting and the statement need a transaction each. */
async function createTablespace(engine: Engine, { adminUrl }: TestDatabase): Promise<void> {
  const session = await engine.connect(adminUrl)
  try {
    await session.query('set allow_in_place_tablespaces to on')
    await session.query(`create tablespace harbour_store location ''`)
  } finally {
    await session.close()
  }
}

async function compared(first: TestDatabase, second: TestDatabase): Promise<readonly string[]> {
  return differences(await readInventory(first.adminUrl), await readInventory(second.adminUrl))
}

function nameOf({ adminUrl }: TestDatabase): string {
  return new URL(adminUrl).pathname.slice(1)
}

function maintenance({ adminUrl }: TestDatabase): string {
  return new URL('/postgres', adminUrl).href
}

/** The folder of a `pg_dump` that is new enough for the engine. */
function findDump(engine: Engine): string | undefined {
  return findPostgres().find(
    (binaries) => binaries.major >= majorOf(engine) && existsSync(join(binaries.folder, 'pg_dump')),
  )?.folder
}

function copyByDump(folder: string, from: TestDatabase, to: TestDatabase): void {
  const dump = run(join(folder, 'pg_dump'), [from.adminUrl])
  run(join(folder, 'psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', to.adminUrl], dump)
}

function run(program: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...(input !== undefined && { input }),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  assert.equal(status, 0, stderr)
  return stdout
}

/** An embedded database computes more slowly, and its catalogue grows with each change that is taken back. */
const EMBEDDED_SHARE = 5

function groupsFor(engine: Engine): readonly MutationGroup[] {
  const groups = mutationGroups.filter(
    ({ needs }) => needs === undefined || partsOf(engine).includes(needs),
  )
  if (ownsServer(engine)) return groups
  return groups.map((group) => ({
    ...group,
    mutations: group.mutations.filter((_, index) => index % EMBEDDED_SHARE === 0),
  }))
}

/** What is not as expected, a text a mutation. */
async function tryAll(
  session: Session,
  groups: readonly MutationGroup[],
): Promise<readonly string[]> {
  const untouched = await session.transaction('read', () => readPostgresInventory(session))
  const wrong: string[] = []
  for (const { title, mutations } of groups)
    for (const mutation of mutations) {
      const [statement, ...expected] = mutation
      const found = await tryMutation(session, untouched, mutation)
      if (found !== expected.sort().join(', '))
        wrong.push(`${title}: ${statement}\n  found ${found}\n  not   ${expected.join(', ')}`)
    }
  return wrong
}

class RollBack extends Error {}

async function tryMutation(
  session: Session,
  untouched: readonly SchemaObject[],
  [statement]: Mutation,
): Promise<string> {
  let found = ''
  try {
    await session.transaction('write', async () => {
      await session.execute(sql.raw(statement))
      found = differences(untouched, await readPostgresInventory(session)).join(', ')
      throw new RollBack()
    })
  } catch (error) {
    if (!(error instanceof RollBack)) return `error: ${String(error)}`
  }
  return found
}

const SIGNS = { added: '+', removed: '-', changed: '' } as const

/** As mutations expect them. */
function differences(
  first: readonly SchemaObject[],
  second: readonly SchemaObject[],
): readonly string[] {
  return compareObjects(first, second)
    .map((difference) => `${SIGNS[difference.change]}${describeObject(difference)}`)
    .sort()
}
