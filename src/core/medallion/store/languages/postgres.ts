/** Bronze and its hashes in PostgreSQL. */
import { arrayLiteral } from '../../../database/arrayLiteral'
import { compile, sql, type Sql } from '../../../database/sql'
import type { MedallionSql } from '../medallionSql'

/**
 * Names are compared by bytes, which is the quickest and the same on every server. Rows of a run lie side by side: the smallest
 * index finds them.
 */
const createBronze = (schema: string): readonly string[] => [
  `create schema if not exists ${schema}`,
  `create table if not exists ${schema}.raw_entities (
  entity_type text collate "C" not null,
  source_system text collate "C" not null,
  external_id text collate "C" not null,
  raw_data jsonb not null,
  ingestion_run_id uuid not null,
  ingested_at timestamptz not null default now()
)`,
  `create index if not exists raw_entities_latest
on ${schema}.raw_entities (entity_type, source_system, external_id, ingested_at desc)`,
  `create index if not exists raw_entities_run on ${schema}.raw_entities using brin (ingestion_run_id)`,
]

const createRuns = (schema: string): readonly string[] => [
  `create schema if not exists ${schema}`,
  `create table if not exists ${schema}.ingestion_runs (
  run_id uuid primary key,
  source_system text not null,
  entity_type text not null,
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  status text not null,
  records_processed bigint not null default 0,
  records_created bigint not null default 0,
  records_updated bigint not null default 0,
  error_message text,
  metadata jsonb
)`,
]

/** A layer's name as the server keeps it: in capitals it would be taken for one in small letters. */
const quoted = (name: string) => compile(sql`${sql.id(name)}`, 'postgres').sql

const SEEN = sql`pg_temp.drydock_seen`
const WANTED = sql`pg_temp.drydock_wanted`

/** The latest hash of each record of a stream that counts. Gone ones have none. */
function latest(stream: string, undone: readonly string[]): Sql {
  return sql`
select distinct on (external_id) external_id, hash
from drydock.content_hashes
where stream = ${stream}::integer and seq <> all (${arrayLiteral(undone)}::bigint[])
order by external_id, seq desc`
}

/** The same of one record, whose id is `given.id`, as `known`. */
function latestOfGiven(stream: string, undone: readonly string[]): Sql {
  return sql`lateral (
    select c.hash, c.seq
    from drydock.content_hashes c
    where c.stream = ${stream}::integer and c.external_id = given.id
      and c.seq <> all (${arrayLiteral(undone)}::bigint[])
    order by c.seq desc
    limit 1
  ) known on true`
}

function vanished(stream: string, undone: readonly string[]): Sql {
  return sql`
from (${latest(stream, undone)}) known
left join ${SEEN} seen on seen.external_id = known.external_id
where known.hash is not null`
}

export const postgresMedallion: MedallionSql = {
  jsonType: 'jsonb',
  idsByBytes: false,
  createBronze: (schema) => createBronze(quoted(schema)),
  createRuns: (schema) => createRuns(quoted(schema)),
  storedJson: (json) => json,
  createSilver: ({ schema, table, columns, provenance }) => [
    `create schema if not exists ${schema}`,
    `create table if not exists ${table} (
${columns.map(({ name, type }, index) => `  ${name} ${type}${index === 0 ? ' primary key' : ''},\n`).join('')}  data_quality_score numeric(3, 2) not null,
  quality_flags text[] not null${provenance === undefined ? '' : `,\n  ${provenance} jsonb`}
)`,
  ],
  createSeen: sql`create temporary table if not exists drydock_seen (
  external_id text collate "C" primary key,
  hash bytea not null
)`,
  dropSeen: sql`drop table if exists ${SEEN}`,

  wanted: WANTED,
  createWanted: sql`create temporary table if not exists drydock_wanted (
  place bigint primary key,
  external_id text collate "C" not null,
  hash text,
  late smallint not null
)`,
  dropWanted: sql`drop table if exists ${WANTED}`,
  hexOf: (bytes) => sql`encode(${bytes}, 'hex')`,
  earlier: (moment, seconds) => sql`(${moment} - ${`${seconds} seconds`}::interval)`,

  classify: ({ ids, hashes, stream, seq, undone }) => [
    sql`
with given as (
  select id, hash::bytea as hash, position
  from unnest(${arrayLiteral(ids)}::text[], ${arrayLiteral(hashes)}::text[])
    with ordinality as listed(id, hash, position)
),
fresh as (
  insert into ${SEEN} (external_id, hash)
  select id, hash from given
  on conflict do nothing
  returning external_id
),
judged as (
  select given.position, case
    when earlier.hash is not null then case when earlier.hash = given.hash then 'repeated' else 'conflicting' end
    when known.seq is null then 'new'
    when known.seq = ${seq}::bigint then case when known.hash = given.hash then 'repeated' else 'conflicting' end
    when known.hash is null then 'returned'
    when known.hash = given.hash then 'same'
    else 'changed'
  end as class
  from given
  left join ${SEEN} earlier on earlier.external_id = given.id
  left join ${latestOfGiven(stream, undone)}
)
select position::text as position, class from judged where class <> 'same' order by judged.position`,
  ],

  comparableId: (id) => id,
  latestHashes: ({ ids, stream, undone }) => [
    sql`
select given.position::text as position, known.seq::text as seq, encode(known.hash, 'hex') as hash
from unnest(${arrayLiteral(ids)}::text[]) with ordinality as given(id, position)
join ${latestOfGiven(stream, undone)}`,
  ],

  countVanished: (stream, undone) => sql`
select count(*) filter (where seen.external_id is null)::text as vanished, count(*)::text as present
${vanished(stream, undone)}`,

  markVanished: (stream, seq, undone) => sql`
insert into drydock.content_hashes (stream, external_id, seq, hash)
select ${stream}::integer, known.external_id, ${seq}::bigint, null
${vanished(stream, undone)} and seen.external_id is null`,
}
