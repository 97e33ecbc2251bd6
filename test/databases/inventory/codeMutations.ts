/** Changes of views, sequences, triggers and routines. */
import { each, type Mutation, type MutationGroup } from './mutation'

const views: readonly Mutation[] = [
  ['create view harbour.another as select 1 as a', '+view harbour.another'],
  ['drop view harbour.cascaded', '-view harbour.cascaded'],
  [
    'create or replace view harbour.cascaded as select * from harbour.secured where id > 6',
    'view harbour.cascaded',
  ],
  [
    'create or replace view harbour.writable as select id, ship from harbour.usual where true',
    'view harbour.writable',
  ],
  ['alter view harbour.secured set (security_invoker = false)', 'view harbour.secured'],
  ['alter view harbour.secured reset (security_barrier)', 'view harbour.secured'],
  ['alter view harbour.secured set (check_option = cascaded)', 'view harbour.secured'],
  ['alter view harbour.writable alter column ship set default 8', 'view harbour.writable'],
  ['alter view harbour.writable alter column ship drop default', 'view harbour.writable'],
  ['alter view harbour.numbers owner to harbour_pilot', 'view harbour.numbers'],
  ['alter view harbour.numbers rename column n to m', 'view harbour.numbers'],
  [
    'alter view harbour.cascaded rename to renamed',
    '-view harbour.cascaded',
    '+view harbour.renamed',
  ],
  ['grant insert on harbour.grouped to public', 'view harbour.grouped'],
  ['grant select (n) on harbour.grouped to public', 'view harbour.grouped'],
  [`comment on view harbour.grouped is 'x'`, 'view harbour.grouped'],
  [`comment on column harbour.grouped.id is 'x'`, 'view harbour.grouped'],
  ['drop rule quiet on harbour.writable', 'view harbour.writable'],
  ['comment on rule writes on harbour.writable is null', 'view harbour.writable'],
  [`comment on rule "_RETURN" on harbour.numbers is 'what it selects'`, 'view harbour.numbers'],
  ['create materialized view harbour.more as select 1 as a', '+materialized view harbour.more'],
  ['drop materialized view harbour.unfilled', '-materialized view harbour.unfilled'],
  ['refresh materialized view harbour.unfilled', 'materialized view harbour.unfilled'],
  ['refresh materialized view harbour.filled with no data', 'materialized view harbour.filled'],
  ['refresh materialized view harbour.filled'],
  ...[
    'set (fillfactor = 81)',
    'set without cluster',
    'alter column name set statistics 7',
    'alter column name set storage external',
    'owner to harbour_pilot',
  ].map((clause): Mutation => [
    `alter materialized view harbour.filled ${clause}`,
    'materialized view harbour.filled',
  ]),
  ['alter materialized view harbour.filled cluster on filled_id'],
]

const sequences: readonly Mutation[] = [
  ['create sequence harbour.another', '+sequence harbour.another'],
  ['create sequence harbour.another as smallint', '+sequence harbour.another'],
  ['drop sequence harbour.untouched', '-sequence harbour.untouched'],
  [
    'alter sequence harbour.untouched rename to touched',
    '-sequence harbour.untouched',
    '+sequence harbour.touched',
  ],
  ...[
    'as integer',
    'increment by 2',
    'minvalue -5',
    'maxvalue 1000',
    'start with 43',
    'cache 2',
    'cycle',
    'owned by harbour.cycle_one.id',
    'owner to harbour_master',
  ].map((clause): Mutation => [
    `alter sequence harbour.untouched ${clause}`,
    'sequence harbour.untouched',
  ]),
  ['alter sequence harbour.owned_sequence owned by none', 'sequence harbour.owned_sequence'],
  ['alter sequence harbour.odd_sequence no cycle', 'sequence harbour.odd_sequence'],
  [`comment on sequence harbour.odd_sequence is 'x'`, 'sequence harbour.odd_sequence'],
  ['grant select on sequence harbour.untouched to public', 'sequence harbour.untouched'],
  [
    'revoke usage on sequence harbour.odd_sequence from harbour_pilot',
    'sequence harbour.odd_sequence',
  ],
  // Values are a row's business.
  [`select pg_catalog.nextval('harbour.plain_sequence')`],
  [`select pg_catalog.setval('harbour.plain_sequence', 7, false)`],
  ['alter sequence harbour.plain_sequence restart with 12'],
]

const onShips = (name: string) => `trigger harbour.ships.${name}`
const shipTriggers = ['before_ships', 'after_ships', 'truncated', 'off', 'always_on', 'replica_on']

const triggers: readonly Mutation[] = [
  ...[
    'before insert on harbour.ships for each row execute function harbour.touch()',
    'after delete on harbour.ships for each statement execute function harbour.touch()',
    'after insert on harbour.ships referencing new table as added for each statement execute function harbour.touch()',
  ].map((trigger): Mutation => [`create trigger another ${trigger}`, `+${onShips('another')}`]),
  ...each('drop trigger ? on harbour.ships', shipTriggers, `-${onShips('?')}`),
  ...each(`comment on trigger ? on harbour.ships is 'x'`, shipTriggers, onShips('?')),
  ...each(
    'alter table harbour.ships enable replica trigger ?',
    shipTriggers.filter((name) => name !== 'replica_on'),
    onShips('?'),
  ),
  ['alter table harbour.ships enable trigger off', onShips('off')],
  ['alter table harbour.ships disable trigger always_on', onShips('always_on')],
  ['alter table harbour.ships enable trigger replica_on', onShips('replica_on')],
  [
    'alter trigger off on harbour.ships rename to on_again',
    `-${onShips('off')}`,
    `+${onShips('on_again')}`,
  ],
  [
    `create or replace trigger off before delete on harbour.ships for each row when (old.id > 5) execute function harbour.touch()`,
    onShips('off'),
  ],
  [
    `create or replace trigger truncated before truncate on harbour.ships execute function harbour.touch('x')`,
    onShips('truncated'),
  ],
  ['drop trigger deferred_check on harbour.ships', `-${onShips('deferred_check')}`],
  ['drop trigger instead_of on harbour.grouped', '-trigger harbour.grouped.instead_of'],
  ['drop trigger for_parts on harbour.voyages', '-trigger harbour.voyages.for_parts', copy('-')],
  [
    'alter table harbour.voyages_2020 disable trigger for_parts',
    '+trigger harbour.voyages_2020.for_parts',
  ],
  ['alter table harbour.voyages_2021 enable trigger for_parts', copy('-')],
  ['alter table harbour.voyages_2021 enable always trigger for_parts', copy('')],
  [
    `comment on trigger for_parts on harbour.voyages_2020 is 'x'`,
    '+trigger harbour.voyages_2020.for_parts',
  ],
  ['drop trigger own_part on harbour.voyages_2020', '-trigger harbour.voyages_2020.own_part'],
]

function copy(sign: string): string {
  return `${sign}trigger harbour.voyages_2021.for_parts`
}

const adds = 'function harbour.adds(integer, integer, integer[])'
const joins = 'function harbour.adds(text, text)'
const many = 'function harbour.many(text, harbour.ships)'
const load = 'procedure harbour.load(integer, text)'

const routines: readonly Mutation[] = [
  [
    'create function harbour.another() returns int language sql as $$ select 1 $$',
    '+function harbour.another()',
  ],
  [
    'create function harbour.adds(a bigint) returns int language sql as $$ select 1 $$',
    '+function harbour.adds(bigint)',
  ],
  ['drop function harbour.tabular', '-function harbour.tabular(integer)'],
  [
    'create or replace function harbour.touch() returns trigger language plpgsql as $$ begin return old; end $$',
    'function harbour.touch()',
  ],
  [
    'create or replace function harbour.tabular(n int) returns table (x int, y text) language sql as $$ select 1, $1::text $$',
    'function harbour.tabular(integer)',
  ],
  [
    'create or replace function harbour.tabular(n int default 5) returns table (x int, y text) language sql begin atomic select s.id::int, s.name from harbour.ships s where s.id > n group by s.id; end',
    'function harbour.tabular(integer)',
  ],
  ...[
    'stable',
    'volatile',
    'strict',
    'security definer',
    'not leakproof',
    'parallel restricted',
    'parallel unsafe',
    'cost 8',
    `set work_mem to '1MB'`,
    'set search_path to pg_catalog, pg_temp',
    'set search_path from current',
    'owner to harbour_pilot',
  ].map((clause): Mutation => [`alter function harbour.adds(int, int, int[]) ${clause}`, adds]),
  ...['rows 51', 'security invoker', 'reset work_mem', 'reset all', `set work_mem to '6MB'`].map(
    (clause): Mutation => [`alter function harbour.many(text, harbour.ships) ${clause}`, many],
  ),
  // As it is.
  ['alter function harbour.many(text, harbour.ships) called on null input'],
  [
    'alter function harbour.lower_unsafe(text) rename to lower_of',
    '-function harbour.lower_unsafe(text)',
    '+function harbour.lower_of(text)',
    // They are written with its name.
    'table harbour.ships',
    'materialized view harbour.unfilled',
  ],
  [
    'alter function harbour.reads_view() set schema yard',
    '-function harbour.reads_view()',
    '+function yard.reads_view()',
  ],
  ['revoke execute on function harbour.touch() from public', 'function harbour.touch()'],
  ['grant execute on function harbour.adds(text, text) to public', joins],
  ['grant execute on function harbour.adds(text, text) to harbour_pilot with grant option', joins],
  ['revoke execute on function harbour.adds(text, text) from harbour_pilot', joins],
  ['comment on function harbour.adds(text, text) is null', joins],
  ['alter procedure harbour.load(int, text) security definer', load],
  ['alter procedure harbour.load(int, text) set enable_seqscan to off', load],
  [`comment on procedure harbour.load(int, text) is 'x'`, load],
  ['drop procedure harbour.load', `-${load}`],
  [
    "create or replace procedure harbour.load(inout n int, label text default 'y') language plpgsql as $$ begin n := n + 1; commit; end $$",
    load,
  ],
  ...each(
    `comment on function ? is 'x'`,
    [
      'harbour.touch()',
      'harbour.reads_view()',
      'harbour.lower_unsafe(text)',
      'harbour.with_row(harbour.ships)',
      'harbour.distance_of(double precision, double precision)',
      'harbour.same_mood(harbour.mood, text)',
      'harbour.turned(harbour.mood)',
    ],
    'function ?',
  ),
]

const total = 'aggregate harbour.total(numeric)'
const aggregate = (clauses: string): Mutation => [
  `create or replace aggregate harbour.total(numeric) (${clauses})`,
  total,
]
const moving = 'msfunc = harbour.state_of, minvfunc = harbour.state_less, mstype = numeric'
const base = 'sfunc = harbour.state_of, stype = numeric'

const aggregates: readonly Mutation[] = [
  aggregate(
    `${base}, initcond = '1', combinefunc = harbour.state_of, parallel = safe, ${moving}, minitcond = '1'`,
  ),
  aggregate(
    `${base}, initcond = '0', combinefunc = harbour.state_of, parallel = restricted, ${moving}, minitcond = '1'`,
  ),
  aggregate(`${base}, initcond = '0', parallel = safe, ${moving}, minitcond = '1'`),
  aggregate(`${base}, initcond = '0', combinefunc = harbour.state_of, parallel = safe, ${moving}`),
  aggregate(`${base}, initcond = '0', combinefunc = harbour.state_of, parallel = safe`),
  aggregate(
    `${base}, sspace = 64, initcond = '0', combinefunc = harbour.state_of, parallel = safe, ${moving}, minitcond = '1'`,
  ),
  aggregate(
    `sfunc = harbour.state_less, stype = numeric, initcond = '0', combinefunc = harbour.state_of, parallel = safe, ${moving}, minitcond = '1'`,
  ),
  aggregate(
    `${base}, finalfunc = pg_catalog.abs, initcond = '0', combinefunc = harbour.state_of, parallel = safe, ${moving}, minitcond = '1'`,
  ),
  aggregate(
    `${base}, finalfunc_modify = read_write, initcond = '0', combinefunc = harbour.state_of, parallel = safe, ${moving}, minitcond = '1'`,
  ),
  aggregate(
    `${base}, initcond = '0', combinefunc = harbour.state_of, parallel = safe, ${moving}, mfinalfunc = pg_catalog.abs, minitcond = '1'`,
  ),
  // The same as it is.
  [
    `create or replace aggregate harbour.total(numeric) (${base}, initcond = '0', combinefunc = harbour.state_of, parallel = safe, ${moving}, minitcond = '1')`,
  ],
  [
    'create or replace aggregate harbour.biggest(int) (sfunc = int4larger, stype = int)',
    'aggregate harbour.biggest(integer)',
  ],
  [
    'drop aggregate harbour.middle(float8 order by anyelement)',
    '-aggregate harbour.middle(double precision, anyelement)',
  ],
  [
    `comment on aggregate harbour.rank_among(variadic "any" order by variadic "any") is 'x'`,
    'aggregate harbour.rank_among("any")',
  ],
  ...['aggserialfn', 'aggdeserialfn', 'aggcombinefn', 'aggfinalfn'].map((part): Mutation => [
    `update pg_catalog.pg_aggregate set ${part} = 0 where aggfnoid = 'harbour.averaged'::regproc`,
    'aggregate harbour.averaged(numeric)',
  ]),
  [
    `update pg_catalog.pg_aggregate set aggfinalextra = false where aggfnoid = 'harbour.rank_among'::regproc`,
    'aggregate harbour.rank_among("any")',
  ],
  ['alter function harbour.own_row_number() stable', 'function harbour.own_row_number()'],
  ['drop aggregate harbour.biggest(int)', '-aggregate harbour.biggest(integer)'],
  ['alter aggregate harbour.total(numeric) owner to harbour_pilot', total],
  [
    'alter aggregate harbour.total(numeric) rename to sum',
    `-${total}`,
    '+aggregate harbour.sum(numeric)',
  ],
  ['comment on aggregate harbour.total(numeric) is null', total],
  ['revoke execute on function harbour.total(numeric) from public', total],
]

export const codeMutations: readonly MutationGroup[] = [
  { title: 'views', mutations: views },
  { title: 'sequences', mutations: sequences },
  { title: 'triggers', mutations: triggers },
  { title: 'functions and procedures', mutations: routines },
  { title: 'aggregates', mutations: aggregates },
]
