/** Changes of the database itself, of schemas and of what lies in no schema. */
import type { Mutation, MutationGroup } from './mutation'

const settings = 'database settings'

/** The database's name is not known before the test runs. */
const ofDatabase = (statement: string, ...expected: readonly string[]): Mutation => [
  `do $run$ begin execute format($text$${statement}$text$, current_database()); end $run$`,
  ...expected,
]

const database: readonly Mutation[] = [
  ofDatabase(`alter database %I set work_mem to '9MB'`, settings),
  ofDatabase(`alter database %I set statement_timeout to '78s'`, settings),
  ofDatabase('alter database %I reset statement_timeout', settings),
  ofDatabase('alter database %I reset all', settings),
  ofDatabase(`alter database %I set my.secret_token to 'hunter3'`, settings),
  ofDatabase(`alter role harbour_pilot in database %I set work_mem to '8MB'`, settings),
  ofDatabase(`alter role harbour_master in database %I set work_mem to '7MB'`, settings),
  ofDatabase('alter role harbour_pilot in database %I reset all', settings),
  ofDatabase('alter database %I connection limit 34', settings),
  ofDatabase('alter database %I connection limit -1', settings),
  ofDatabase('alter database %I is_template true', settings),
  ofDatabase('alter database %I owner to harbour_pilot', settings),
  ofDatabase('grant connect on database %I to public', settings),
  ofDatabase('revoke temporary on database %I from public', settings),
  ofDatabase('grant create on database %I to harbour_pilot with grant option', settings),
  ofDatabase(`comment on database %I is 'x'`, settings),
  ofDatabase('comment on database %I is null', settings),
  // Of the cluster, and not of the database.
  [`alter role harbour_pilot set work_mem to '3MB'`],
]

const schemas: readonly Mutation[] = [
  ['create schema another', '+schema another'],
  ['drop schema yard cascade', '-schema yard', 'publication whole_schemas', ...yardPrivileges('-')],
  ['alter schema "🚢" owner to harbour_pilot', 'schema "🚢"'],
  ['comment on schema harbour is null', 'schema harbour'],
  [`comment on schema public is 'x'`, 'schema public'],
  ['revoke usage on schema public from public', 'schema public'],
  ['grant create on schema harbour to public', 'schema harbour'],
  ['revoke grant option for usage on schema harbour from harbour_pilot', 'schema harbour'],
  ['create schema drydock'],
  // The ledger's schema is Drydock's own, with everything in it.
  [
    `do $run$ begin
      create schema drydock;
      create table drydock.runs (a int generated always as identity primary key, b int check (b > 0));
      create index on drydock.runs (b);
      create view drydock.seen as select 1 as a;
      create type drydock.kind as enum ('a');
      create domain drydock.positive as int check (value > 0);
      create function drydock.touch() returns trigger language plpgsql as 'begin return new; end';
      create trigger touched before insert on drydock.runs for each row execute function drydock.touch();
      create statistics drydock.both on a, b from drydock.runs;
      create policy everyone on drydock.runs;
      create operator drydock.=== (leftarg = int, rightarg = int, function = int4eq);
      alter default privileges in schema drydock grant select on tables to public;
      comment on schema drydock is 'the ledger';
    end $run$`,
  ],
  ['create temporary table ships (a int)'],
  [`comment on type harbour._mood is 'an array has nothing of its own'`],
]

function yardPrivileges(sign: string): readonly string[] {
  return [`${sign}default privileges yard.for role harbour_master on types`]
}

const defaults: readonly Mutation[] = [
  [
    'alter default privileges for role harbour_pilot grant select on tables to public',
    '+default privileges for role harbour_pilot on tables',
  ],
  [
    'alter default privileges for role harbour_pilot in schema yard grant usage on sequences to public',
    '+default privileges yard.for role harbour_pilot on sequences',
  ],
  [
    'alter default privileges for role harbour_master in schema yard revoke usage on types from public',
    ...yardPrivileges('-'),
  ],
  [
    'alter default privileges for role harbour_master grant execute on functions to public',
    'default privileges for role harbour_master on functions',
  ],
  [
    'alter default privileges for role harbour_master grant usage on schemas to public',
    '+default privileges for role harbour_master on schemas',
  ],
  [
    'alter default privileges for role harbour_master revoke grant option for execute on functions from harbour_pilot',
    'default privileges for role harbour_master on functions',
  ],
]

const foreign: readonly Mutation[] = [
  ['create foreign data wrapper another', '+foreign data wrapper another'],
  [
    `alter foreign data wrapper nowhere options (set debug 'false')`,
    'foreign data wrapper nowhere',
  ],
  [`alter foreign data wrapper nowhere options (drop debug)`, 'foreign data wrapper nowhere'],
  ['comment on foreign data wrapper nowhere is null', 'foreign data wrapper nowhere'],
  ['grant usage on foreign data wrapper nowhere to harbour_pilot', 'foreign data wrapper nowhere'],
  ['create server another foreign data wrapper nowhere', '+foreign server another'],
  [`alter server elsewhere version '2'`, 'foreign server elsewhere'],
  [`alter server elsewhere options (set host 'x')`, 'foreign server elsewhere'],
  [`alter server elsewhere options (set password 'hunter3')`, 'foreign server elsewhere'],
  [`alter server elsewhere options (add port '5')`, 'foreign server elsewhere'],
  ['alter server elsewhere owner to current_user'],
  ['comment on server elsewhere is null', 'foreign server elsewhere'],
  ['revoke usage on foreign server elsewhere from harbour_pilot', 'foreign server elsewhere'],
  [
    'create user mapping for harbour_master server elsewhere',
    '+user mapping harbour_master at elsewhere',
  ],
  ['drop user mapping for public server elsewhere', '-user mapping public at elsewhere'],
  [
    `alter user mapping for public server elsewhere options (set "user" 'x')`,
    'user mapping public at elsewhere',
  ],
  [
    `alter user mapping for harbour_pilot server elsewhere options (set password 'x')`,
    'user mapping harbour_pilot at elsewhere',
  ],
  ...[
    `options (set table_name 'x')`,
    `alter column id options (set column_name 'x')`,
    'alter column id drop default',
    'alter column id drop not null',
    'add column more int',
    'drop constraint near',
    'owner to harbour_pilot',
    'alter column name set statistics 5',
  ].map((clause): Mutation => [
    `alter foreign table harbour.far_ships ${clause}`,
    'foreign table harbour.far_ships',
  ]),
  ['comment on foreign table harbour.far_ships is null', 'foreign table harbour.far_ships'],
  [
    'alter foreign table harbour.far_ships enable always trigger far_trigger',
    'trigger harbour.far_ships.far_trigger',
  ],
  [
    'create foreign table harbour.farther (a int) server elsewhere',
    '+foreign table harbour.farther',
  ],
]

const someRows = 'publication some_rows'
const schemasOnly = 'publication whole_schemas'

const publications: readonly Mutation[] = [
  ['create publication another', '+publication another'],
  ['drop publication everything', '-publication everything'],
  [`alter publication some_rows set (publish = 'insert')`, someRows],
  ['alter publication some_rows set (publish_via_partition_root = false)', someRows],
  ['alter publication some_rows add table harbour.berths', someRows],
  ['alter publication some_rows drop table harbour.usual', someRows],
  [
    `alter publication some_rows set table harbour.ships (id, name) where (name <> 'y'), harbour.usual`,
    someRows,
  ],
  [
    `alter publication some_rows set table harbour.ships (name) where (name <> 'x'), harbour.usual`,
    someRows,
  ],
  ['alter publication some_rows set table harbour.ships (id, name), harbour.usual', someRows],
  ['alter publication some_rows owner to harbour_pilot', someRows],
  ['comment on publication some_rows is null', someRows],
  ['alter publication whole_schemas drop tables in schema yard', schemasOnly],
  ['alter publication whole_schemas add tables in schema public', schemasOnly],
  [`alter publication everything set (publish = 'truncate')`, 'publication everything'],
]

const watchers: readonly Mutation[] = [
  [
    'create event trigger another on ddl_command_start execute function harbour.on_command()',
    '+event trigger another',
  ],
  ['drop event trigger watches', '-event trigger watches'],
  ['alter event trigger watches disable', 'event trigger watches'],
  ['alter event trigger watches enable always', 'event trigger watches'],
  ['alter event trigger watches_drops enable', 'event trigger watches_drops'],
  ['comment on event trigger watches is null', 'event trigger watches'],
  [
    `update pg_catalog.pg_event_trigger set evttags = '{"CREATE TABLE"}' where evtname = 'watches'`,
    'event trigger watches',
  ],
  ['drop transform for int language plpgsql_too', '-transform for integer language plpgsql_too'],
  [
    'comment on transform for int language plpgsql_too is null',
    'transform for integer language plpgsql_too',
  ],
  [
    'create or replace transform for int language plpgsql_too (to sql with function int4recv(internal))',
    'transform for integer language plpgsql_too',
  ],
  ['alter language plpgsql_too owner to harbour_pilot', 'language plpgsql_too'],
  ['comment on language plpgsql_too is null', 'language plpgsql_too'],
  ['revoke usage on language plpgsql_trusted from harbour_pilot', 'language plpgsql_trusted'],
  [
    `update pg_catalog.pg_language set lanpltrusted = true where lanname = 'plpgsql_too'`,
    'language plpgsql_too',
  ],
  ['drop access method btree_too', '-access method btree_too'],
  ['comment on access method heap_too is null', 'access method heap_too'],
]

/** As a provider of labels would write them; none is at hand. */
const label = (
  catalog: string,
  oid: string,
  part: string,
  ...expected: readonly string[]
): Mutation => [
  `insert into pg_catalog.pg_seclabel values (${oid}, 'pg_catalog.${catalog}'::regclass, ${part}, 'guard', 'secret')`,
  ...expected,
]

const labels: readonly Mutation[] = [
  label('pg_class', `'harbour.ships'::regclass`, '0', 'table harbour.ships'),
  label('pg_class', `'harbour.ships'::regclass`, '1', 'table harbour.ships'),
  label('pg_class', `'harbour.grouped'::regclass`, '0', 'view harbour.grouped'),
  label('pg_class', `'harbour.untouched'::regclass`, '0', 'sequence harbour.untouched'),
  label('pg_proc', `'harbour.touch()'::regprocedure`, '0', 'function harbour.touch()'),
  label('pg_type', `'harbour.mood'::regtype`, '0', 'type harbour.mood'),
  label('pg_namespace', `'harbour'::regnamespace`, '0', 'schema harbour'),
  [
    `insert into pg_catalog.pg_shseclabel
     select oid, 'pg_catalog.pg_database'::regclass, 'guard', 'secret'
     from pg_catalog.pg_database where datname = current_database()`,
    settings,
  ],
]

const larges: readonly Mutation[] = [
  ['select pg_catalog.lo_create(0)', 'large object all'],
  ['select pg_catalog.lo_unlink(990001)', 'large object all'],
  ['comment on large object 990001 is null', 'large object all'],
  ['alter large object 990001 owner to harbour_pilot', 'large object all'],
  ['revoke select on large object 990002 from harbour_pilot', 'large object all'],
]

const system: readonly Mutation[] = [
  [
    'revoke execute on function pg_catalog.pg_notify(text, text) from public',
    '+function pg_catalog.pg_notify(text, text)',
  ],
  [
    'grant execute on function pg_catalog.pg_sleep(double precision) to public',
    '-function pg_catalog.pg_sleep(double precision)',
  ],
  ['grant select on pg_catalog.pg_authid to harbour_pilot', 'table pg_catalog.pg_authid'],
  [
    'grant select (rolname) on pg_catalog.pg_authid to harbour_pilot',
    '+table pg_catalog.pg_authid.rolname',
  ],
  [
    'revoke select (subname) on pg_catalog.pg_subscription from public',
    '+table pg_catalog.pg_subscription.subname',
  ],
  ['revoke select on pg_catalog.pg_stats from public', '+view pg_catalog.pg_stats'],
  ['revoke usage on language plpgsql from public', '+language plpgsql'],
  ['revoke usage on schema pg_catalog from public', '+schema pg_catalog'],
  ['comment on extension plpgsql is null', 'extension plpgsql'],
]

const extensions: readonly Mutation[] = [
  ['create extension pg_trgm schema public', '+extension pg_trgm'],
  ['drop extension postgres_fdw cascade', ...loop()],
  ['comment on extension citext is null', 'extension citext'],
  ['alter extension citext drop function citext_ne(citext, citext)', citext()],
  [
    `update pg_catalog.pg_extension set extversion = '0.1' where extname = 'citext'`,
    'extension citext',
  ],
  [
    `update pg_catalog.pg_extension set extconfig = array['harbour.ships'::regclass], extcondition = '{"where id > 5"}' where extname = 'citext'`,
    'extension citext',
  ],
  ['alter extension citext add function harbour.touch()', '-function harbour.touch()'],
  [
    'grant execute on function public.citext_eq(public.citext, public.citext) to public',
    '-function public.citext_eq(public.citext, public.citext)',
  ],
  [
    'revoke execute on function public.citext_ne(public.citext, public.citext) from public',
    citext(),
  ],
  [
    'alter function harbour.depending() no depends on extension hstore',
    'function harbour.depending()',
  ],
  ['alter index harbour.uses_tags no depends on extension hstore', 'table harbour.uses_extensions'],
  ['alter trigger off on harbour.ships depends on extension hstore', 'trigger harbour.ships.off'],
  [
    'alter materialized view harbour.filled depends on extension hstore',
    'materialized view harbour.filled',
  ],
  [`alter server loop options (set host '127.0.0.2')`, 'foreign server loop'],
  [
    `alter user mapping for harbour_master server loop options (set password 'x')`,
    'user mapping harbour_master at loop',
  ],
]

function citext(): string {
  return '+function public.citext_ne(public.citext, public.citext)'
}

function loop(): readonly string[] {
  return [
    '-extension postgres_fdw',
    '-foreign server loop',
    '-foreign table harbour.loop_ships',
    '-user mapping harbour_master at loop',
  ]
}

const incoming = 'subscription incoming'

const subscriptions: readonly Mutation[] = [
  [`alter subscription incoming connection 'host=other.invalid'`, incoming],
  [
    `alter subscription incoming connection 'host=publisher.invalid password=hunter3 dbname=x'`,
    incoming,
  ],
  ['alter subscription incoming set publication p1 with (refresh = false)', incoming],
  ['alter subscription incoming set (binary = false)', incoming],
  ['alter subscription incoming set (streaming = on)', incoming],
  ['alter subscription incoming set (disable_on_error = true)', incoming],
  [`alter subscription incoming set (synchronous_commit = 'local')`, incoming],
  [`alter subscription incoming set (slot_name = 'x')`, incoming],
  ['comment on subscription incoming is null', incoming],
  ['drop subscription incoming', `-${incoming}`],
]

const newer = 'table harbour.newer'

const since18: readonly Mutation[] = [
  ['alter table harbour.ships alter column notes set storage default', 'table harbour.ships'],
  [
    'alter table harbour.loose_keys alter column twice set expression as (id * 3)',
    'table harbour.loose_keys',
  ],
  ['alter table harbour.newer add column v int generated always as (d) virtual', newer],
  ['alter table harbour.newer add column v int generated always as (d) stored', newer],
  ['alter table harbour.newer rename constraint c_is_there to c_must_be', newer],
  ['alter table harbour.newer validate constraint d_is_there', newer],
  ['alter table harbour.newer alter constraint c_is_there inherit', newer],
  ['alter table harbour.newer drop constraint not_enforced', newer],
  [`comment on constraint a_is_there on harbour.newer is null`, newer],
  ['alter table harbour.newer alter column c drop not null', newer],
  [
    'alter table harbour.loose_keys alter constraint loose_keys_ship_fkey enforced',
    'table harbour.loose_keys',
  ],
  ['alter table harbour.periods drop constraint temporal', 'table harbour.periods'],
  ['alter publication with_generated set (publish_generated_columns = none)', generated()],
  ['alter sequence harbour.unlogged_sequence set logged', 'sequence harbour.unlogged_sequence'],
  ['revoke maintain on harbour.ships from harbour_pilot', 'table harbour.ships'],
  [
    'alter default privileges for role harbour_master revoke select on large objects from harbour_pilot',
    '-default privileges for role harbour_master on large objects',
  ],
  [
    `comment on constraint never_null on domain harbour.strict_text is 'x'`,
    'domain harbour.strict_text',
  ],
  [
    'alter domain harbour.strict_text rename constraint never_null to set_always',
    'domain harbour.strict_text',
  ],
]

function generated(): string {
  return 'publication with_generated'
}

export const otherMutations: readonly MutationGroup[] = [
  { title: 'the database', mutations: database },
  { title: 'schemas', mutations: schemas },
  { title: 'default privileges', mutations: defaults },
  { title: 'foreign data', mutations: foreign },
  { title: 'publications', mutations: publications },
  { title: 'event triggers, languages, access methods', mutations: watchers },
  { title: 'security labels', mutations: labels },
  { title: 'large objects', mutations: larges },
  { title: 'objects of the system', mutations: system },
  { title: 'extensions', needs: 'extensions', mutations: extensions },
  { title: 'subscriptions', needs: 'subscription', mutations: subscriptions },
  { title: 'what version 18 added', needs: 'since18', mutations: since18 },
]
