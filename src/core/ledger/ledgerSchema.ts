/** The ledger's tables in the target database, and the right to make them. */
import { isDatabaseError } from '../database/errors'
import { textOf, type Session } from '../database/session'
import { sql } from '../database/sql'
import { RefusedError } from '../util/errors'

export const LEDGER_SCHEMA = 'drydock'
const VERSION = 1

/** Two sessions that create the ledger at once take turns under this lock. */
const CREATION_LOCK = '5132114876021134000'

/**
 * One statement each. Values of rows are JSON objects of texts: exact, and readable by people with psql.
 * `json` and not `jsonb`, because the order of columns is the definition's.
 */
const TABLES: readonly string[] = [
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
  op text not null check (op in ('update')),
  outcome text not null check (outcome in ('applied', 'drifted', 'failed')),
  key json not null,
  before json not null,
  after json not null,
  actual json,
  error json,
  undoes bigint,
  primary key (run_id, ordinal)
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
]

/** The ledger's random token; null when the database has no ledger. Never writes. */
export async function readLedgerToken(session: Session): Promise<string | null> {
  if (!(await hasLedger(session))) return null
  const { rows } = await session
    .execute(sql`select token::text as token, version::text as version from drydock.ledger`)
    .catch((error: unknown) => {
      throw explainMissingGrant(error, 'read')
    })
  const row = rows[0]
  if (row === undefined) return null
  if (Number(textOf(row, 'version')) > VERSION)
    throw new RefusedError(
      'ledger-too-new',
      'the ledger was written by a newer version of Drydock',
      {
        mend: 'update Drydock',
      },
    )
  return textOf(row, 'token')
}

export async function hasLedger(session: Session): Promise<boolean> {
  const { rows } = await session.execute(
    sql`
select exists (
  select from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ${LEDGER_SCHEMA}::text and c.relname = 'ledger'
)::text as present`,
  )
  return rows[0]?.['present'] === 'true'
}

/** Creates the ledger where there is none. Refuses, naming the grant, where the role may not. */
export async function ensureLedger(session: Session): Promise<void> {
  if ((await readLedgerToken(session)) !== null) return
  try {
    await session.transaction('write', async () => {
      if (session.dialect.capabilities.advisoryLocks)
        await session.execute(
          sql`select pg_advisory_xact_lock(${CREATION_LOCK}::bigint)::text as locked`,
        )
      // Whoever had the lock before has made it all.
      if ((await readLedgerToken(session)) !== null) return
      for (const statement of TABLES) await session.execute(sql.raw(statement))
      await session.execute(
        sql`
insert into drydock.ledger (version, token)
values (${String(VERSION)}::integer, gen_random_uuid())
on conflict do nothing`,
      )
    })
  } catch (error) {
    throw explainMissingGrant(error, 'create')
  }
}

function explainMissingGrant(error: unknown, what: 'read' | 'create'): unknown {
  if (!isDatabaseError(error, 'permission')) return error
  const mend =
    what === 'create'
      ? 'let an administrator run: grant create on database … to …; the ledger needs a schema "drydock"'
      : 'let the owner of the schema "drydock" run: grant usage on schema drydock to …; grant select, insert, update on all tables in schema drydock to …'
  return new RefusedError(
    'ledger-not-permitted',
    `the ledger cannot be ${what === 'create' ? 'created' : 'used'}: ${error.message}`,
    { cause: error, mend },
  )
}
