/** The ledger in PostgreSQL: a schema of its own. */
import { createHash } from 'node:crypto'
import { integerLiteral, sql, type Sql } from '../../database/sql'
import type { LedgerSql } from '../ledgerSql'
import { INGESTION_TABLES } from './postgresIngestion'

/** Two sessions that create the ledger at once take turns under this lock. */
const CREATION_LOCK = '5132114876021134000'

/** Entries are chained by their hashes; see `audit.ts`. */
const AUDIT = `create table if not exists drydock.audit (
  entry bigint primary key,
  run_id text not null,
  event text not null,
  facts text not null,
  previous text not null,
  hash text not null
)`

/** What both ends of a mapping had when they were last the same; see `commonState.ts`. */
const COMMON_STATE: readonly string[] = [
  `create table if not exists drydock.common_states (
  mapping text primary key,
  settled boolean not null
)`,
  `create table if not exists drydock.common_rows (
  mapping text not null,
  key_hash text not null,
  row_key text not null,
  fields text not null,
  primary key (mapping, key_hash)
)`,
]

const OPS = `('insert', 'update', 'delete', 'createDatabase', 'trashDatabase', 'restoreDatabase', 'dropDatabase')`

/** Databases that are being made, were made, or wait to be dropped; see `databaseStates.ts`. */
const DATABASES = `create table if not exists drydock.databases (
  database_name text primary key,
  database_id text,
  state text not null check (state in ('making', 'ready', 'trash')),
  environment text not null,
  base_name text not null,
  full_name text not null,
  branch text,
  source text,
  run_id text not null,
  expires_at timestamptz,
  changed_at timestamptz not null default now()
)`

/**
 * Values of rows are JSON objects of texts: exact, and readable by people with psql. `json` and not `jsonb`,
 * because the order of columns is the definition's.
 */
const CREATE_TABLES: readonly string[] = [
  'create schema if not exists drydock',
  'revoke all on schema drydock from public',
  `create table if not exists drydock.ledger (
  singleton boolean primary key default true check (singleton),
  version integer not null,
  token uuid not null,
  created_at timestamptz not null default now()
)`,
  `create table if not exists drydock.runs (
  run_id text primary key,
  kind text not null,
  environment text not null,
  status text not null check (status in ('running', 'completed', 'failed', 'aborted', 'undone')),
  title text not null,
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  total bigint not null check (total >= 0),
  applied bigint not null default 0,
  drifted bigint not null default 0,
  failed bigint not null default 0,
  next_ordinal bigint not null default 0,
  error text,
  plan_id text not null,
  definition text,
  shape json not null,
  undoes text references drydock.runs,
  undone_by text references drydock.runs,
  operator text not null,
  check (applied + drifted + failed <= total),
  check (next_ordinal = applied + drifted + failed)
)`,
  `create unique index if not exists runs_plan on drydock.runs (plan_id) where status <> 'undone'`,
  `create table if not exists drydock.row_changes (
  run_id text not null,
  ordinal bigint not null,
  table_name text not null,
  op text not null,
  outcome text not null check (outcome in ('applied', 'drifted', 'failed')),
  key json not null,
  before json not null,
  after json not null,
  actual json,
  error json,
  undoes bigint,
  primary key (run_id, ordinal),
  constraint row_changes_op check (op in ${OPS})
)`,
  `create index if not exists row_changes_undoes on drydock.row_changes (run_id, undoes) where undoes is not null`,
  `create table if not exists drydock.run_log (
  run_id text not null,
  line bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  level text not null check (level in ('info', 'warning', 'error')),
  message text not null,
  primary key (run_id, line)
)`,
  AUDIT,
  ...COMMON_STATE,
  DATABASES,
  ...INGESTION_TABLES,
]

/** The first layout knew updates only. */
const TO_VERSION_2: readonly string[] = [
  'alter table drydock.row_changes drop constraint if exists row_changes_op_check',
  'alter table drydock.row_changes drop constraint if exists row_changes_op',
  `alter table drydock.row_changes add constraint row_changes_op check (op in ('insert', 'update', 'delete'))`,
  `create index if not exists row_changes_undoes on drydock.row_changes (run_id, undoes) where undoes is not null`,
  AUDIT,
  ...COMMON_STATE,
]

/** The second layout knew rows only. */
const TO_VERSION_3: readonly string[] = [
  'alter table drydock.row_changes drop constraint if exists row_changes_op',
  `alter table drydock.row_changes add constraint row_changes_op check (op in ${OPS})`,
  DATABASES,
]

/** Advisory locks are named by numbers: the first eight bytes of the name's SHA-256, signed. */
function lockNumber(name: string): Sql {
  const digest = createHash('sha256').update(`drydock ${name}`).digest()
  return sql`${digest.readBigInt64BE(0).toString()}::bigint`
}

/** A change as it is digested, a line for each column. None of these is null, so that they need not be asked. */
const LINES_OF_CHANGE = sql.join(
  [
    ...['ordinal::text', 'table_name', 'op', 'outcome', 'key::text', 'before::text', 'after::text'],
    ...['actual', 'error', 'undoes'].map((name) => `coalesce(${name}::text, '')`),
  ].map((text) => sql.raw(text)),
  sql` || e'\\n' || `,
)

export const postgresLedger: LedgerSql = {
  ledger: sql`drydock.ledger`,
  runs: sql`drydock.runs`,
  rowChanges: sql`drydock.row_changes`,
  runLog: sql`drydock.run_log`,
  audit: sql`drydock.audit`,
  commonStates: sql`drydock.common_states`,
  commonRows: sql`drydock.common_rows`,
  createTables: CREATE_TABLES,
  databases: sql`drydock.databases`,
  streams: sql`drydock.streams`,
  ingestions: sql`drydock.ingestions`,
  contentHashes: sql`drydock.content_hashes`,
  manifests: sql`drydock.manifests`,
  quarantine: sql`drydock.quarantine`,
  rowRanges: sql`drydock.row_ranges`,
  qualityResults: sql`drydock.quality_results`,
  qualityScores: sql`drydock.quality_scores`,
  upgrades: { 1: TO_VERSION_2, 2: TO_VERSION_3, 3: INGESTION_TABLES, 4: INGESTION_TABLES },
  insertToken: (version) => sql`
insert into drydock.ledger (version, token) values (${integerLiteral(version)}, gen_random_uuid())
on conflict do nothing`,
  hasLedger: sql`
select exists (
  select from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'drydock' and c.relname = 'ledger'
)::text as present`,
  grants: {
    create: 'grant create on database … to …; the ledger needs a schema "drydock"',
    read: 'grant usage on schema drydock to …; grant select on all tables in schema drydock to …',
    use: 'grant usage on schema drydock to …; grant select, insert, update on all tables in schema drydock to …',
  },

  now: sql`clock_timestamp()`,
  text: (value) => sql`(${value})::text`,
  integer: (text) => sql`${text}::bigint`,
  isoTime: (column) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  rowDigests: (runId) => sql`
select thousand.digest
from generate_series(
  0, (select max(ordinal) from drydock.row_changes where run_id = ${runId}) / 1000
) place
cross join lateral (
  select encode(sha256(string_agg(row_digest, ''::bytea order by ordinal)), 'hex') as digest
  from (
    select ordinal, sha256(convert_to(${LINES_OF_CHANGE}, 'UTF8')) as row_digest
    from drydock.row_changes
    where run_id = ${runId} and ordinal between place * 1000 and place * 1000 + 999
    order by ordinal
    offset 0
  ) digested
) thousand
where thousand.digest is not null
order by place`,
  commonRowsOf: (json) => sql`
select given ->> 0 as key_hash, given ->> 1 as row_key, given ->> 2 as fields
from json_array_elements(${json}::json) given`,
  keptApart: sql`offset 0`,

  tryLock: (name) => sql`select pg_try_advisory_lock(${lockNumber(name)})::text as locked`,
  unlock: (name) => sql`select pg_advisory_unlock(${lockNumber(name)})::text as unlocked`,
  heldLocks: (names) => sql`
select wanted.name
from (values ${sql.join(names.map((name) => sql`(${name}::text, ${lockNumber(name)})`))}) as wanted(name, number)
where wanted.number in (
  select (l.classid::bigint << 32) | l.objid::bigint
  from pg_catalog.pg_locks l
  join pg_catalog.pg_database d on d.oid = l.database and d.datname = current_database()
  where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
)`,
  waitForCreation: sql`select pg_advisory_xact_lock(${CREATION_LOCK}::bigint)::text as locked`,
}
