/** Bronze and its hashes in MySQL and MariaDB: what is a schema elsewhere is a database of the server here. */
import { compile, integerLiteral, sql, type Sql } from '../../../database/sql'
import type { MedallionSql } from '../medallionSql'
import { plainJson } from '../plainJson'

const OPTIONS = 'engine = innodb default charset = utf8mb4 collate = utf8mb4_bin'

/** Letters of a name count on some servers; so they do in the statement. */
const quoted = (name: string) => compile(sql`${sql.id(name)}`, 'mysql').sql

/** Moments are UTC whatever time zone a script's session is in. An index holds 3072 bytes: the beginnings of ids have to do. */
const createBronze = (schema: string): readonly string[] => [
  `create database if not exists ${schema}`,
  `create table if not exists ${schema}.raw_entities (
  entity_type varchar(255) not null,
  source_system varchar(255) not null,
  external_id varchar(760) not null,
  raw_data json not null,
  ingestion_run_id char(36) not null,
  ingested_at datetime(6) not null default (utc_timestamp(6)),
  key raw_entities_latest (entity_type, source_system, external_id(250), ingested_at),
  key raw_entities_run (ingestion_run_id)
) ${OPTIONS}`,
]

const createRuns = (schema: string): readonly string[] => [
  `create database if not exists ${schema}`,
  `create table if not exists ${schema}.ingestion_runs (
  run_id char(36) primary key,
  source_system varchar(255) not null,
  entity_type varchar(255) not null,
  started_at datetime(6) not null default (utc_timestamp(6)),
  completed_at datetime(6),
  status varchar(32) not null,
  records_processed bigint not null default 0,
  records_created bigint not null default 0,
  records_updated bigint not null default 0,
  error_message longtext,
  metadata json
) ${OPTIONS}`,
]

const SEEN = sql`drydock_seen`
const WANTED = sql`drydock_wanted`
const HASHES = sql`drydock_content_hashes`
/** As long as an id may be, in characters. */
const LONGEST_ID = integerLiteral(760)

const whole = (text: string): Sql => sql.raw(String(BigInt(text)))

/** Ingestions that count. */
export function counts(seq: Sql, undone: readonly string[]): Sql {
  return undone.length === 0 ? sql`true` : sql`${seq} not in (${sql.join(undone.map(whole))})`
}

/** The records of a stream that are there, beside those that were seen. */
function vanished(stream: string, undone: readonly string[]): Sql {
  return sql`
from (
  select external_id, max(seq) as seq from ${HASHES}
  where stream = ${whole(stream)} and ${counts(sql`seq`, undone)}
  group by external_id
) latest
join ${HASHES} known on known.stream = ${whole(stream)} and known.external_id = latest.external_id
  and known.seq = latest.seq
left join ${SEEN} seen on seen.external_id = known.external_id
where known.hash is not null`
}

/** The batch as the session's document, so that it crosses the wire once. */
const GIVEN = sql`json_table(@drydock_records, '$[*]' columns (
  position for ordinality,
  id longtext character set utf8mb4 collate utf8mb4_bin path '$[0]' error on error,
  hash char(64) path '$[1]' error on error)) given`

/** The number and the hash of the latest version that counts, in one text: each record's are looked up once. */
function latestOf(id: Sql, stream: string, undone: readonly string[]): Sql {
  return sql`(
    select concat(c.seq, ' ', coalesce(lower(hex(c.hash)), ''))
    from ${HASHES} c
    where c.stream = ${whole(stream)} and c.external_id = ${id} and ${counts(sql`c.seq`, undone)}
    order by c.seq desc
    limit 1
  )`
}

/** Ids that are too long are new: then they are refused where they are written, each by itself. */
function judged(stream: string, seq: string, undone: readonly string[]): Sql {
  const sameOr = (one: Sql, same: string, other: string) =>
    sql`if(${one} = hash, ${sql.lit(same)}, ${sql.lit(other)})`
  const latestSeq = sql`substring_index(known, ' ', 1)`
  const latestHash = sql`substring_index(known, ' ', -1)`
  return sql`
select cast(position as char) as position, class
from (
  select position, case
    when earlier is not null then ${sameOr(sql`earlier`, 'repeated', 'conflicting')}
    when known is null then 'new'
    when ${latestSeq} = ${sql.lit(String(BigInt(seq)))} then ${sameOr(latestHash, 'repeated', 'conflicting')}
    when ${latestHash} = '' then 'returned'
    when ${latestHash} = hash then 'same'
    else 'changed' end as class
  from (
    select given.position, given.hash, lower(hex(seen.hash)) as earlier,
      ${latestOf(sql`given.id`, stream, undone)} as known
    from ${GIVEN}
    left join ${SEEN} seen on seen.external_id = given.id
  ) looked_up
) judged
where class <> 'same' order by judged.position`
}

/** The types of PostgreSQL that a pipeline has by default, and that a key cannot have here. */
function typeOf(type: string, isKey: boolean): string {
  if (/^text$/i.test(type)) return isKey ? 'varchar(760)' : 'longtext'
  return type
}

export const mysqlMedallion: MedallionSql = {
  jsonType: 'json',
  idsByBytes: true,
  createBronze: (schema) => createBronze(quoted(schema)),
  createRuns: (schema) => createRuns(quoted(schema)),
  createSilver: ({ schema, table, columns, provenance }) => [
    `create database if not exists ${schema}`,
    `create table if not exists ${table} (
${columns.map(({ name, type }, index) => `  ${name} ${typeOf(type, index === 0)}${index === 0 ? ' primary key' : ''},\n`).join('')}  data_quality_score decimal(3, 2) not null,
  quality_flags json not null${provenance === undefined ? '' : `,\n  ${provenance} json`}
) ${OPTIONS}`,
  ],
  storedJson: plainJson,
  createSeen: sql`create temporary table if not exists drydock_seen (
  external_id varchar(760) character set utf8mb4 collate utf8mb4_bin primary key,
  hash binary(32) not null
) engine = innodb`,
  dropSeen: sql`drop temporary table if exists ${SEEN}`,

  wanted: WANTED,
  createWanted: sql`create temporary table if not exists drydock_wanted (
  place bigint primary key,
  external_id varchar(760) character set utf8mb4 collate utf8mb4_bin not null,
  hash char(64),
  late smallint not null
) engine = innodb`,
  dropWanted: sql`drop temporary table if exists ${WANTED}`,
  hexOf: (bytes) => sql`lower(hex(${bytes}))`,
  earlier: (moment, seconds) => sql`(${moment} - interval ${integerLiteral(seconds)} second)`,

  classify: ({ ids, hashes, stream, seq, undone }) => [
    sql`set @drydock_records = ${JSON.stringify(ids.map((id, index) => [id, hashes[index]?.slice(2)]))}`,
    judged(stream, seq, undone),
    sql`
insert ignore into ${SEEN} (external_id, hash)
select id, unhex(hash) from ${GIVEN} where char_length(id) <= ${LONGEST_ID}`,
  ],

  // Blanks at the end do not count.
  comparableId: (id) => id.replace(/ +$/, ''),
  latestHashes: ({ ids, stream, undone }) => [
    sql`set @drydock_records = ${JSON.stringify(ids.map((id) => [id, '']))}`,
    sql`
select cast(position as char) as position, substring_index(known, ' ', 1) as seq,
  nullif(substring_index(known, ' ', -1), '') as hash
from (
  select given.position, ${latestOf(sql`given.id`, stream, undone)} as known from ${GIVEN}
) looked_up
where known is not null`,
  ],

  countVanished: (stream, undone) => sql`
select cast(coalesce(sum(seen.external_id is null), 0) as char) as vanished, cast(count(*) as char) as present
${vanished(stream, undone)}`,

  markVanished: (stream, seq, undone) => sql`
insert into ${HASHES} (stream, external_id, seq, hash)
select ${whole(stream)}, known.external_id, ${whole(seq)}, null
${vanished(stream, undone)} and seen.external_id is null`,
}
