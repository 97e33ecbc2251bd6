/** What the ledger keeps of ingestion and transformation in PostgreSQL, beside tables that users' scripts know. */

/**
 * Hashes are kept by version, as bronze is: what an undone run has added is passed over, and nothing has to be put back.
 * Blocks of a table that is only added to hold few runs each, so that the smallest index finds those of one.
 */
export const INGESTION_TABLES: readonly string[] = [
  `create table if not exists drydock.streams (
  stream integer generated always as identity primary key,
  entity_type text not null,
  source_system text not null,
  unique (entity_type, source_system)
)`,
  `create table if not exists drydock.ingestions (
  seq bigint generated always as identity primary key,
  stream integer not null,
  ingestion_run_id text not null unique,
  run_id text,
  fingerprint text not null,
  completed boolean not null default false,
  state json not null default '{}'
)`,
  `create index if not exists ingestions_run on drydock.ingestions (run_id)`,
  `create table if not exists drydock.content_hashes (
  stream integer not null,
  external_id text collate "C" not null,
  seq bigint not null,
  hash bytea,
  primary key (stream, external_id, seq)
)`,
  `create index if not exists content_hashes_seq on drydock.content_hashes using brin (seq)`,
  `create index if not exists content_hashes_gone on drydock.content_hashes (stream, external_id, seq) where hash is null`,
  `create table if not exists drydock.manifests (
  stream integer primary key,
  seq bigint not null,
  manifest text not null
)`,
  `create table if not exists drydock.quarantine (
  run_id text not null,
  line bigint generated always as identity,
  stage text not null check (stage in ('ingest', 'enrich', 'transform')),
  source text,
  locator text not null,
  external_id text,
  code text not null,
  message text not null,
  raw text,
  resolved_by text,
  primary key (run_id, line)
)`,
  `create table if not exists drydock.row_ranges (
  run_id text primary key,
  table_name text not null,
  column_name text not null,
  value text not null
)`,
  `create table if not exists drydock.quality_results (
  run_id text not null,
  flag text not null,
  checked bigint not null,
  failed bigint not null,
  weight numeric not null,
  primary key (run_id, flag)
)`,
  `create table if not exists drydock.quality_scores (
  run_id text not null,
  score numeric not null,
  entities bigint not null,
  primary key (run_id, score)
)`,
]
