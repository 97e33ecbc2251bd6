/** The ledger in MySQL and MariaDB: tables in the database itself, which has no schemas inside. */
import { createHash } from 'node:crypto'
import { integerLiteral, sql, type Sql } from '../../database/sql'
import type { LedgerSql } from '../ledgerSql'
import { INGESTION_TABLES } from './mysqlIngestion'

const OPTIONS = 'engine = innodb default charset = utf8mb4 collate = utf8mb4_bin'

const OPS = `('insert', 'update', 'delete', 'createDatabase', 'trashDatabase', 'restoreDatabase', 'dropDatabase')`

/** Databases that are being made, were made, or wait to be dropped; see `databaseStates.ts`. */
const DATABASES = `create table if not exists drydock_databases (
  database_name varchar(64) primary key,
  database_id varchar(64),
  state varchar(16) not null check (state in ('making', 'ready', 'trash')),
  environment varchar(255) not null,
  base_name varchar(64) not null,
  full_name varchar(64) not null,
  branch text,
  source varchar(255),
  run_id varchar(64) not null,
  expires_at datetime(6),
  changed_at datetime(6) not null default current_timestamp(6)
) ${OPTIONS}`

/**
 * Values of rows are JSON objects of texts. Not in columns of type `json`, which MySQL keeps in an order of its
 * own: the order of columns is the definition's.
 */
const CREATE_TABLES: readonly string[] = [
  `create table if not exists drydock_ledger (
  singleton tinyint primary key default 1 check (singleton = 1),
  version int not null,
  token char(36) not null,
  created_at datetime(6) not null default current_timestamp(6)
) ${OPTIONS}`,
  // A key of plan ids that takes no notice of undone runs: null is never equal to null.
  `create table if not exists drydock_runs (
  run_id varchar(64) primary key,
  kind varchar(32) not null,
  environment varchar(255) not null,
  status varchar(16) not null check (status in ('running', 'completed', 'failed', 'aborted', 'undone')),
  title text not null,
  started_at datetime(6) not null default current_timestamp(6),
  completed_at datetime(6),
  total bigint not null check (total >= 0),
  applied bigint not null default 0,
  drifted bigint not null default 0,
  failed bigint not null default 0,
  next_ordinal bigint not null default 0,
  error longtext,
  plan_id varchar(64) not null,
  definition text,
  shape longtext not null,
  undoes varchar(64),
  undone_by varchar(64),
  operator varchar(255) not null,
  plan_in_force varchar(64) generated always as (case when status <> 'undone' then plan_id end) stored,
  unique key runs_plan (plan_in_force),
  key runs_undoes (undoes),
  check (applied + drifted + failed <= total),
  check (next_ordinal = applied + drifted + failed)
) ${OPTIONS}`,
  `create table if not exists drydock_row_changes (
  run_id varchar(64) not null,
  ordinal bigint not null,
  table_name varchar(255) not null,
  op varchar(16) not null check (op in ${OPS}),
  outcome varchar(16) not null check (outcome in ('applied', 'drifted', 'failed')),
  \`key\` longtext not null,
  \`before\` longtext not null,
  \`after\` longtext not null,
  actual longtext,
  error longtext,
  undoes bigint,
  primary key (run_id, ordinal),
  key row_changes_undoes (run_id, undoes)
) ${OPTIONS}`,
  `create table if not exists drydock_run_log (
  line bigint auto_increment primary key,
  run_id varchar(64) not null,
  at datetime(6) not null default current_timestamp(6),
  level varchar(16) not null check (level in ('info', 'warning', 'error')),
  message longtext not null,
  key run_log_run (run_id, line)
) ${OPTIONS}`,
  `create table if not exists drydock_audit (
  entry bigint primary key,
  run_id varchar(64) not null,
  event varchar(32) not null,
  facts longtext not null,
  previous char(64) not null,
  hash char(64) not null
) ${OPTIONS}`,
  `create table if not exists drydock_common_states (
  mapping char(64) primary key,
  settled boolean not null
) ${OPTIONS}`,
  `create table if not exists drydock_common_rows (
  mapping char(64) not null,
  key_hash char(64) not null,
  row_key longtext not null,
  fields longtext not null,
  primary key (mapping, key_hash)
) ${OPTIONS}`,
  DATABASES,
  ...INGESTION_TABLES,
]

/** The second layout knew rows only. */
const TO_VERSION_3: readonly string[] = [
  `alter table drydock_row_changes modify column op varchar(16) not null check (op in ${OPS})`,
  DATABASES,
]

/** Locks are the server's, whose names are short and shared by all databases. */
function lockName(name: string): Sql {
  const digest = createHash('sha256').update(`drydock ${name}`).digest('hex')
  return sql`${`drydock_${digest.slice(0, 48)}`}`
}

/** Without a limit, whole rows would be sorted before they are hashed. */
const HASHED_FIRST = sql`limit 18446744073709551615`

export const mysqlLedger: LedgerSql = {
  ledger: sql`drydock_ledger`,
  runs: sql`drydock_runs`,
  rowChanges: sql`drydock_row_changes`,
  runLog: sql`drydock_run_log`,
  audit: sql`drydock_audit`,
  commonStates: sql`drydock_common_states`,
  commonRows: sql`drydock_common_rows`,
  createTables: CREATE_TABLES,
  databases: sql`drydock_databases`,
  streams: sql`drydock_streams`,
  ingestions: sql`drydock_ingestions`,
  contentHashes: sql`drydock_content_hashes`,
  manifests: sql`drydock_manifests`,
  quarantine: sql`drydock_quarantine`,
  rowRanges: sql`drydock_row_ranges`,
  qualityResults: sql`drydock_quality_results`,
  qualityScores: sql`drydock_quality_scores`,
  upgrades: { 2: TO_VERSION_3, 3: INGESTION_TABLES, 4: INGESTION_TABLES },
  // Of two sessions that make the ledger at once, the second finds the token of the first.
  insertToken: (version) => sql`
insert into drydock_ledger (singleton, version, token) values (1, ${integerLiteral(version)}, uuid())
on duplicate key update token = token`,
  hasLedger: sql`
select if(count(*) > 0, 'true', 'false') as present
from information_schema.tables
where table_schema = database() and table_name = 'drydock_ledger'`,
  grants: {
    create: 'grant create, select, insert, update on ….* to …; the ledger needs tables "drydock_…"',
    read: 'grant select on the tables "drydock_…" to …',
    use: 'grant select, insert, update on the tables "drydock_…" to …',
  },

  now: sql`sysdate(6)`,
  text: (value) => sql`cast(${value} as char)`,
  integer: (text) => sql`cast(${text} as signed)`,
  isoTime: (column) => sql`concat(left(date_format(${column}, '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')`,
  rowDigests: (runId) => sql`
select sha2(group_concat(row_digest order by ordinal separator ''), 256) as digest
from (
  select ordinal, sha2(concat_ws(
    '\n', ordinal, table_name, op, outcome, ${sql.id('key')}, ${sql.id('before')}, ${sql.id('after')},
    coalesce(actual, ''), coalesce(error, ''), coalesce(undoes, '')), 256) as row_digest
  from drydock_row_changes
  where run_id = ${runId}
  ${HASHED_FIRST}
) digested
group by floor(ordinal / 1000)
order by floor(ordinal / 1000)`,
  commonRowsOf: (json) => sql`
select key_hash, row_key, fields
from json_table(${json}, '$[*]' columns (
  key_hash char(64) path '$[0]' error on error,
  row_key longtext character set utf8mb4 path '$[1]' error on error,
  fields longtext character set utf8mb4 path '$[2]' error on error)) given`,
  keptApart: sql``,

  tryLock: (name) => sql`select if(get_lock(${lockName(name)}, 0) = 1, 'true', 'false') as locked`,
  unlock: (name) =>
    sql`select if(release_lock(${lockName(name)}) = 1, 'true', 'false') as unlocked`,
  heldLocks: (names) => sql`
select wanted.name
from (${sql.join(
    names.map((name) => sql`select ${name} as name, ${lockName(name)} as lock_name`),
    sql` union all `,
  )}) wanted
where is_used_lock(wanted.lock_name) is not null`,
  waitForCreation: null,
}
