/** What the ledger keeps of ingestion and transformation in MySQL and MariaDB; see `postgresIngestion.ts`. */

const OPTIONS = 'engine = innodb default charset = utf8mb4 collate = utf8mb4_bin'

export const INGESTION_TABLES: readonly string[] = [
  `create table if not exists drydock_streams (
  stream int auto_increment primary key,
  entity_type varchar(255) not null,
  source_system varchar(255) not null,
  unique key (entity_type, source_system)
) ${OPTIONS}`,
  `create table if not exists drydock_ingestions (
  seq bigint auto_increment primary key,
  stream int not null,
  ingestion_run_id varchar(64) not null unique,
  run_id varchar(64),
  fingerprint char(64) not null,
  completed boolean not null default false,
  state longtext not null,
  key ingestions_run (run_id)
) ${OPTIONS}`,
  // An index of the engine holds 3072 bytes, which are the longest id in four bytes each with nothing to spare.
  `create table if not exists drydock_content_hashes (
  stream int not null,
  external_id varchar(760) not null,
  seq bigint not null,
  hash binary(32),
  primary key (stream, external_id, seq),
  key content_hashes_seq (seq)
) ${OPTIONS}`,
  `create table if not exists drydock_manifests (
  stream int primary key,
  seq bigint not null,
  manifest longtext not null
) ${OPTIONS}`,
  `create table if not exists drydock_quarantine (
  line bigint auto_increment primary key,
  run_id varchar(64) not null,
  stage varchar(16) not null check (stage in ('ingest', 'enrich', 'transform')),
  source varchar(255),
  locator text not null,
  external_id text,
  code varchar(64) not null,
  message longtext not null,
  raw longtext,
  resolved_by varchar(64),
  key quarantine_run (run_id, line)
) ${OPTIONS}`,
  `create table if not exists drydock_row_ranges (
  run_id varchar(64) primary key,
  table_name varchar(255) not null,
  column_name varchar(64) not null,
  value varchar(255) not null
) ${OPTIONS}`,
  `create table if not exists drydock_quality_results (
  run_id varchar(64) not null,
  flag varchar(255) not null,
  checked bigint not null,
  failed bigint not null,
  weight decimal(10, 6) not null,
  primary key (run_id, flag)
) ${OPTIONS}`,
  `create table if not exists drydock_quality_scores (
  run_id varchar(64) not null,
  score decimal(10, 6) not null,
  entities bigint not null,
  primary key (run_id, score)
) ${OPTIONS}`,
]
