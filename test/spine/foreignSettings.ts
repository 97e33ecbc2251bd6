/** Settings that somebody else chose, and jobs whose values or outcomes would be others under them. */
import type { Engine, Language, TextRow } from '../helpers/engines'
import { languageOf } from '../helpers/engines'
import type { Side } from './pairs'
import type { Site, SiteOptions } from './site'

interface Foreign {
  /** As SQL has each of them after `set`. */
  readonly settings: readonly string[]
  readonly options: SiteOptions
  /** Reads every job exactly, whatever is set. */
  readonly rows: string
}

const POSTGRES_JOBS =
  'create table jobs (job integer primary key, stage text, day date, at timestamptz, size float8, data bytea, tags text[]);'

const MYSQL_JOBS =
  "create table jobs (job integer primary key, stage text, day date, at timestamp(6) null, size double, data blob, tags set('a', 'NULL'));"

const MAPPING = { fields: ['stage', 'day', 'at', 'size', 'data', 'tags'] }

/** Each row that is written takes its time: three of them take longer than a statement may. */
const FOREIGN: Readonly<Record<Language, Foreign>> = {
  postgres: {
    settings: [
      "statement_timeout to '150ms'",
      "idle_in_transaction_session_timeout to '100ms'",
      "idle_session_timeout to '100ms'",
      'gin_fuzzy_search_limit to 1',
      // Servers before 17 do not know it.
      "transaction_timeout to '150ms'",
      'array_nulls to off',
      "datestyle to 'SQL, DMY'",
      "bytea_output to 'escape'",
      'extra_float_digits to -5',
      "timezone to 'Asia/Kathmandu'",
      "default_transaction_isolation to 'serializable'",
      "search_path to 'nowhere', 'public'",
      'quote_all_identifiers to on',
      'transform_null_equals to on',
    ],
    options: {
      tables: {
        source: `${POSTGRES_JOBS} insert into jobs values (1, null, '2024-02-03', '2024-02-03 04:05:06.789012+00', 0.1, '\\x00ff', '{NULL,"NULL"}'), (2, 'NULL', null, null, 1e-300, null, null), (3, '', '2024-12-11', 'infinity', 'NaN', '\\x', '{}')`,
        target: `${POSTGRES_JOBS} insert into jobs select n, 'old', '2000-01-01', '2000-01-01 00:00Z', n, '\\x01', '{}' from generate_series(1, 3) n;
create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(0.1); return new; end';
create trigger slow before update on jobs for each row execute function slow()`,
      },
      mapping: MAPPING,
    },
    rows: `set datestyle to 'ISO'; set timezone to 'UTC'; set bytea_output to 'hex'; set extra_float_digits to 1; select j::text as row from jobs j order by j.job`,
  },
  mysql: {
    settings: [
      'max_statement_time = 0.15',
      'idle_transaction_timeout = 1',
      "sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'",
      "time_zone = '+05:45'",
      'group_concat_max_len = 4',
      "character_set_server = 'latin1'",
      "character_set_client = 'latin1'",
      "character_set_results = 'latin1'",
      "collation_connection = 'utf8mb4_general_ci'",
      'autocommit = 0',
      "completion_type = 'CHAIN'",
      "tx_isolation = 'SERIALIZABLE'",
      "default_storage_engine = 'MyISAM'",
      "lc_messages = 'de_DE'",
      'sql_auto_is_null = 1',
      'sql_select_limit = 2',
      'sql_safe_updates = 1',
      'max_join_size = 2',
      'foreign_key_checks = 0',
      'check_constraint_checks = 0',
      'net_write_timeout = 1',
      'wait_timeout = 1',
    ],
    options: {
      tables: {
        source: `${MYSQL_JOBS} insert into jobs values (1, null, '2024-02-03', '2024-02-03 04:05:06.789012', 0.1, x'00ff', 'a,NULL'), (2, 'NULL', null, null, 1e-300, null, null), (3, '😀 "x" \\\\ ', '2024-12-11', '1970-01-01 00:00:01', 1.7976931348623157e308, '', '')`,
        target: `${MYSQL_JOBS} insert into jobs select seq, 'old', '2000-01-01', '2000-01-01 00:00', seq, x'01', '' from seq_1_to_3;
create trigger slow before update on jobs for each row do sleep(0.1)`,
      },
      mapping: MAPPING,
    },
    rows: 'set names utf8mb4, sql_select_limit = 18446744073709551615, sql_big_selects = 1; select job, stage, day, at, size, hex(data), tags from jobs order by job',
  },
}

export interface ForeignSite {
  readonly options: SiteOptions
  rows(site: Site, end: Side): Promise<readonly TextRow[]>
  /** Does something while both ends have the settings. */
  under<T>(site: Site, work: () => Promise<T>): Promise<T>
}

export function foreignSettings(engine: Engine): ForeignSite {
  const { settings, options, rows } = FOREIGN[languageOf(engine)]
  return {
    options,
    rows: (site, end) => site.query(end, rows),
    under: (site, work) =>
      languageOf(engine) === 'mysql'
        ? underGlobals(engine, site, settings, work)
        : underDatabases(site, settings, work),
  }
}

async function underDatabases<T>(
  site: Site,
  settings: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  for (const end of ['source', 'target'] as const)
    for (const setting of settings)
      await site.query(
        end,
        `do $$ begin execute format('alter database %I set ${setting.replaceAll("'", "''")}', current_database());
exception when undefined_object then null; end $$`,
      )
  return work()
}

/** Databases of MySQL have no settings of their own; those of the server are as they were afterwards. */
async function underGlobals<T>(
  engine: Engine,
  site: Site,
  settings: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const names = settings.map((setting) => setting.replace(/ = .*/, ''))
  const session = await engine.connect(site.target.adminUrl)
  try {
    await session.query(`set ${names.map((name) => `@${name} = @@global.${name}`).join(', ')}`)
    try {
      await session.query(`set ${settings.map((setting) => `global ${setting}`).join(', ')}`)
      return await work()
    } finally {
      await session.query(`set ${names.map((name) => `global ${name} = @${name}`).join(', ')}`)
    }
  } finally {
    await session.close()
  }
}
