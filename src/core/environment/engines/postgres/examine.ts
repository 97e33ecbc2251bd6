/** Looks at a PostgreSQL database that is to be cloned, and decides how. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { Hazard } from '../../../plan/plan'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import type { CloneMethod, CloneWish, SourceFacts } from '../cloneEngine'
import { redirectedServers } from './foreignServers'
import { leakHazards, readHiddenTexts } from './leaks'
import { requireReadable } from './readable'
import { structureDigest } from '../structureDigest'

interface Counted {
  readonly bytes: number
  readonly tables: number
  readonly rows: number
  /** Sessions besides this one, without those of the server's own upkeep. */
  readonly sessions: number
  /** Whether the role may use it as a template. */
  readonly mayCopy: boolean
  readonly preparedTransactions: number
}

export async function examine(session: Session, wish: CloneWish): Promise<SourceFacts> {
  await requireReadable(session, wish.withData)
  const counted = await count(session)
  const objects = await readPostgresInventory(session)
  const redirected = await redirectedServers(session, wish.names)
  const hidden = await readHiddenTexts(session)
  const leaks = leakHazards(objects, hidden, { ...wish, redirected })
  return {
    ...{ tables: counted.tables, objects: objects.length, rows: wish.withData ? counted.rows : 0 },
    bytes: wish.withData ? counted.bytes : 0,
    ...chooseMethod(counted, wish),
    structure: structureDigest(objects),
    hazards: [...hazardsOf(counted, objects), ...leaks],
  }
}

async function count(session: Session): Promise<Counted> {
  const { rows } = await session.execute(sql`
select
  pg_catalog.pg_database_size(d.oid)::text as bytes,
  (select count(*) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock'))::text as tables,
  (select coalesce(sum(case when c.reltuples < 0 then pg_catalog.pg_relation_size(c.oid) / 100 else c.reltuples end), 0)::bigint from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock'))::text as rows,
  (select count(*) from pg_catalog.pg_stat_activity a
   where a.datid = d.oid and a.pid <> pg_catalog.pg_backend_pid() and coalesce(a.backend_type, '') !~ '^autovacuum')::text as sessions,
  (select count(*) from pg_catalog.pg_prepared_xacts x where x.database = d.datname)::text as prepared,
  (d.datistemplate or pg_catalog.pg_has_role(d.datdba, 'member'))::text as may_copy
from pg_catalog.pg_database d
where d.datname = current_database()`)
  const row = rows[0] ?? {}
  const number = (column: string) => Number(textOf(row, column))
  return {
    bytes: number('bytes'),
    tables: number('tables'),
    rows: number('rows'),
    sessions: number('sessions'),
    mayCopy: textOf(row, 'may_copy') === 'true',
    preparedTransactions: number('prepared'),
  }
}

/** The server's own copy shuts the source's door while it copies, and throws nobody out. */
function chooseMethod(
  { sessions, mayCopy, preparedTransactions }: Counted,
  { withData, protection, sameServer }: CloneWish,
): { readonly method: CloneMethod; readonly why: string } {
  const relay = (why: string) => ({ method: 'relay' as const, why })
  if (!sameServer) return relay('it goes to another server')
  if (!withData) return relay('only its structure is wanted')
  if (protection === 'locked') return relay('the source is locked, and stays open to its users')
  if (!mayCopy) return relay('the role does not own the source')
  if (preparedTransactions > 0) return relay('a prepared transaction is open on it')
  if (sessions > 0)
    return relay(`${sessions === 1 ? 'a session is' : `${sessions} sessions are`} on it`)
  return { method: 'template', why: 'nobody is on the source' }
}

const MEANT_ELSEWHERE = ['foreign server', 'subscription', 'publication', 'event trigger'] as const

function hazardsOf(counted: Counted, objects: readonly SchemaObject[]): readonly Hazard[] {
  const found = MEANT_ELSEWHERE.flatMap((kind) => {
    const names = objects.filter((object) => object.kind === kind).map(({ name }) => name)
    return names.length === 0 ? [] : [{ kind, names }]
  })
  const reaching = found.filter(({ kind }) => kind === 'foreign server' || kind === 'subscription')
  return [
    ...reaching.map(({ kind, names }) => ({
      code: kind === 'subscription' ? 'subscriptions-left-out' : 'foreign-servers-cut',
      message:
        kind === 'subscription'
          ? `subscriptions are not cloned: ${names.join(', ')}`
          : `foreign servers are cloned without their user mappings, so that the clone reaches nothing through them: ${names.join(', ')}`,
    })),
    ...(counted.preparedTransactions > 0
      ? [
          {
            code: 'prepared-transactions',
            message: 'transactions that are prepared and not committed are not cloned',
          },
        ]
      : []),
  ]
}
