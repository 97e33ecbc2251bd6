/** Changes of types, domains, casts, operators, collations and text search. */
import { each, type Mutation, type MutationGroup } from './mutation'

const types: readonly Mutation[] = [
  [`create type harbour.another as enum ('a')`, '+type harbour.another'],
  ['create type harbour.another', '+type harbour.another'],
  ['create type harbour.another as (a int)', '+type harbour.another'],
  ['create type harbour.another as range (subtype = date)', '+type harbour.another'],
  ['drop type harbour.shell_only', '-type harbour.shell_only'],
  ['drop type harbour.empty_row', '-type harbour.empty_row'],
  [`alter type harbour.mood add value 'new'`, 'type harbour.mood'],
  [`alter type harbour.mood add value 'first' before 'sad'`, 'type harbour.mood'],
  [
    `alter type harbour.mood rename value 'sad' to 'blue'`,
    'type harbour.mood',
    'table harbour.ships',
  ],
  [`alter type harbour.no_label add value 'a'`, 'type harbour.no_label'],
  ['alter type harbour.mood owner to harbour_pilot', 'type harbour.mood'],
  ['comment on type harbour.mood is null', 'type harbour.mood'],
  ['revoke usage on type harbour.mood from public', 'type harbour.mood'],
  [
    'alter type harbour.no_label rename to labels',
    '-type harbour.no_label',
    '+type harbour.labels',
  ],
  ['alter type harbour.nested add attribute more text', 'type harbour.nested'],
  ['alter type harbour.nested drop attribute many', 'type harbour.nested'],
  ['alter type harbour.nested alter attribute many type int[]', 'type harbour.nested'],
  ['alter type harbour.nested rename attribute many to few', 'type harbour.nested'],
  [`comment on column harbour.nested.many is 'x'`, 'type harbour.nested'],
  ['comment on column harbour.point_of.y is null', 'type harbour.point_of'],
  [
    'alter type harbour.point_of rename attribute name to label cascade',
    ...['type harbour.point_of', 'table harbour.of_type'],
  ],
  [`comment on type harbour.measure is 'x'`, 'type harbour.measure'],
  [`comment on type harbour.measures is 'x'`, 'type harbour.measure'],
  ['alter type harbour.measure owner to harbour_pilot', 'type harbour.measure'],
  [
    'revoke execute on function harbour.text_span(text, text) from public',
    '+function harbour.text_span(text, text)',
  ],
  ...['storage = plain', 'send = none', 'receive = none', 'analyze = pg_catalog.array_typanalyze']
    .slice(1, 3)
    .map((property): Mutation => [
      `alter type harbour.token set (${property})`,
      'type harbour.token',
    ]),
  ['alter type harbour.token set (analyze = pg_catalog.range_typanalyze)', 'type harbour.token'],
  ['comment on type harbour.token is null', 'type harbour.token'],
]

const domains: readonly Mutation[] = [
  ['create domain harbour.another as int', '+domain harbour.another'],
  ['drop domain harbour.bare', '-domain harbour.bare'],
  ...[
    'set default 5',
    'set not null',
    'add constraint above check (value > 0)',
    'add constraint above check (value > 0) not valid',
    'owner to harbour_pilot',
  ].map((clause): Mutation => [`alter domain harbour.bare ${clause}`, 'domain harbour.bare']),
  ['alter domain harbour.required_text drop default', 'domain harbour.required_text'],
  ['alter domain harbour.required_text drop not null', 'domain harbour.required_text'],
  ['alter domain harbour.small_positive validate constraint even', 'domain harbour.small_positive'],
  ['alter domain harbour.small_positive drop constraint even', 'domain harbour.small_positive'],
  [
    'alter domain harbour.small_positive rename constraint even to twos',
    'domain harbour.small_positive',
  ],
  [
    'comment on constraint even on domain harbour.small_positive is null',
    'domain harbour.small_positive',
  ],
  [`comment on domain harbour.positive is 'x'`, 'domain harbour.positive'],
  ['grant usage on domain harbour.bare to harbour_pilot with grant option', 'domain harbour.bare'],
]

const castsAndOperators: readonly Mutation[] = [
  ['create cast (harbour.mood as bigint) with inout', '+cast (harbour.mood as bigint)'],
  ['drop cast (harbour.mood as int)', '-cast (harbour.mood as integer)'],
  ['comment on cast (harbour.point_of as text) is null', 'cast (harbour.point_of as text)'],
  [
    `update pg_catalog.pg_cast set castcontext = 'i' where castsource = 'harbour.point_of'::regtype`,
    'cast (harbour.point_of as text)',
  ],
  [
    'create operator harbour.<=> (leftarg = harbour.mood, rightarg = text, function = harbour.same_mood)',
    '+operator harbour.<=>(harbour.mood, text)',
  ],
  ['drop operator harbour.!! (none, harbour.mood)', '-operator harbour.!!(none, harbour.mood)'],
  ...['restrict = none', 'join = none', 'restrict = neqsel'].map((clause): Mutation => [
    `alter operator harbour.=== (harbour.mood, text) set (${clause})`,
    'operator harbour.===(harbour.mood, text)',
  ]),
  [
    'alter operator harbour.=== (harbour.mood, text) owner to harbour_pilot',
    'operator harbour.===(harbour.mood, text)',
  ],
  [
    'comment on operator harbour.=== (harbour.mood, text) is null',
    'operator harbour.===(harbour.mood, text)',
  ],
  [
    'alter operator family harbour.token_ops using btree drop operator 1 (harbour.token, int)',
    'operator family harbour.token_ops using btree',
  ],
  [
    'alter operator family harbour.token_ops using btree drop function 1 (harbour.token, int)',
    'operator family harbour.token_ops using btree',
  ],
  [
    'create operator family harbour.another using btree',
    '+operator family harbour.another using btree',
  ],
  [
    'drop operator family harbour.lone_ops using gist',
    '-operator family harbour.lone_ops using gist',
  ],
  [
    'create operator class harbour.another for type harbour.token using btree family harbour.token_ops as storage harbour.token',
    '+operator class harbour.another using btree',
  ],
  [
    'drop operator class harbour.token_hash_ops using hash',
    '-operator class harbour.token_hash_ops using hash',
  ],
  [
    'comment on operator class harbour.token_ops using btree is null',
    'operator class harbour.token_ops using btree',
  ],
  [
    'comment on operator family harbour.token_ops using btree is null',
    'operator family harbour.token_ops using btree',
  ],
  [
    'alter operator class harbour.token_ops using btree owner to harbour_pilot',
    'operator class harbour.token_ops using btree',
  ],
  [
    'alter operator family harbour.token_ops using btree owner to harbour_pilot',
    'operator family harbour.token_ops using btree',
  ],
  [
    `update pg_catalog.pg_opclass set opcdefault = false where opcname = 'token_hash_ops'`,
    'operator class harbour.token_hash_ops using hash',
  ],
]

const words = 'text search dictionary harbour.words'
const search = 'text search configuration harbour.ship_search'

const textsAndCollations: readonly Mutation[] = [
  [`create collation harbour.another (locale = 'POSIX')`, '+collation harbour.another'],
  ['drop collation harbour.bytes', '-collation harbour.bytes'],
  ['alter collation harbour.bytes owner to harbour_pilot', 'collation harbour.bytes'],
  ['comment on collation harbour.bytes is null', 'collation harbour.bytes'],
  // The library's version is the server's and not the schema's.
  [`update pg_catalog.pg_collation set collversion = '7' where collname = 'german'`],
  [
    `update pg_catalog.pg_collation set collisdeterministic = true where collname = 'loose'`,
    'collation harbour.loose',
  ],
  ['drop conversion harbour.from_latin', '-conversion harbour.from_latin'],
  [
    `create conversion harbour.another for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1`,
    '+conversion harbour.another',
  ],
  ['comment on conversion harbour.from_latin is null', 'conversion harbour.from_latin'],
  ['alter conversion harbour.from_latin owner to harbour_pilot', 'conversion harbour.from_latin'],
  [
    `update pg_catalog.pg_conversion set condefault = true where conname = 'from_latin'`,
    'conversion harbour.from_latin',
  ],
  ['alter text search dictionary harbour.words (accept = true)', words],
  ['alter text search dictionary harbour.words (stopwords)', words],
  ['alter text search dictionary harbour.words owner to harbour_pilot', words],
  ['comment on text search dictionary harbour.words is null', words],
  [
    'create text search dictionary harbour.another (template = simple)',
    '+text search dictionary harbour.another',
  ],
  ['alter text search configuration harbour.ship_search drop mapping for word', search],
  ['alter text search configuration harbour.ship_search add mapping for url with simple', search],
  [
    'alter text search configuration harbour.ship_search alter mapping for word with simple, harbour.words',
    search,
  ],
  [
    'alter text search configuration harbour.ship_search alter mapping replace simple with english_stem',
    search,
  ],
  ['alter text search configuration harbour.ship_search owner to harbour_pilot', search],
  ['comment on text search configuration harbour.ship_search is null', search],
  [
    'drop text search configuration harbour.empty_search',
    '-text search configuration harbour.empty_search',
  ],
  [
    'alter text search configuration harbour.parsed add mapping for word with simple',
    'text search configuration harbour.parsed',
  ],
  [
    `comment on text search parser harbour.ship_parser is 'x'`,
    'text search parser harbour.ship_parser',
  ],
  [
    `comment on text search template harbour.ship_template is 'x'`,
    'text search template harbour.ship_template',
  ],
  [
    'create text search template harbour.another (lexize = dsimple_lexize)',
    '+text search template harbour.another',
  ],
]

const statistics: readonly Mutation[] = [
  [
    'create statistics harbour.another on id, name from harbour.ships',
    '+statistics harbour.another',
  ],
  [
    'create statistics harbour.another (mcv) on id, name from harbour.ships',
    '+statistics harbour.another',
  ],
  ...each(
    'drop statistics harbour.?',
    ['ships_together', 'ships_expressions'],
    '-statistics harbour.?',
  ),
  [
    'alter statistics harbour.ships_together set statistics 78',
    'statistics harbour.ships_together',
  ],
  [
    'alter statistics harbour.ships_together set statistics -1',
    'statistics harbour.ships_together',
  ],
  [
    'alter statistics harbour.ships_together owner to harbour_pilot',
    'statistics harbour.ships_together',
  ],
  ['comment on statistics harbour.ships_together is null', 'statistics harbour.ships_together'],
  // What was gathered is no part of the schema.
  ['analyze harbour.ships'],
]

export const typeMutations: readonly MutationGroup[] = [
  { title: 'types', mutations: types },
  { title: 'domains', mutations: domains },
  { title: 'casts and operators', mutations: castsAndOperators },
  { title: 'collations, conversions and text search', mutations: textsAndCollations },
  { title: 'extended statistics', mutations: statistics },
]
