/** The rows of a database, table by table, from one server to another. */
import type { Database } from '../../../database/database'
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { list, sql, type Sql } from '../../../database/sql'
import type { RelayForm } from '../../../database/session'
import { throwIfAborted } from '../../../util/errors'
import { inTurns } from '../../../util/inTurns'

export interface RelayTable {
  readonly schema: string
  readonly name: string
  /** In their order, without those that the server computes. */
  readonly columns: readonly string[]
  readonly form: RelayForm
  readonly pages: number
  /** Of an extension's table: which of its rows are not the extension's own. */
  readonly condition: string
}

/**
 * Tables with rows of their own: no views, no parents of partitions, no foreign tables, no tables of extensions but those that
 * say which of their rows are somebody's. Bytes of a type mean the same in every database only where the type is the
 * server's own, and no name in disguise.
 */
export async function readRelayTables(session: Session): Promise<readonly RelayTable[]> {
  const { rows } = await session.execute(sql`
select
  n.nspname::text as schema,
  c.relname::text as name,
  coalesce(json_agg(a.attname order by a.attnum) filter (where a.attname is not null), '[]')::text as columns,
  coalesce(bool_and(
    t.typtype = 'e'
    or (coalesce(b.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace and t.typtype <> 'c'
        and coalesce(b.typname, t.typname) !~ '^_?reg')
  ) filter (where a.attname is not null), true)::text as binary,
  (pg_catalog.pg_relation_size(c.oid) / 8192)::text as pages,
  coalesce(max(config.condition), '') as condition
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attribute a
  on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
left join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_type b on b.oid = nullif(t.typbasetype, 0) and b.typtype = 'b'
left join pg_catalog.pg_depend member
  on member.classid = 'pg_class'::regclass and member.objid = c.oid and member.deptype = 'e'
left join lateral (
  select coalesce(e.extcondition[place.at], '') as condition
  from pg_catalog.pg_extension e
  cross join generate_subscripts(e.extconfig, 1) as place(at)
  where e.oid = member.refobjid and e.extconfig[place.at] = c.oid
) config on true
where c.relkind = 'r'
  and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock')
  and (member.objid is null or config.condition is not null)
group by n.nspname, c.relname, c.oid
order by pg_catalog.pg_relation_size(c.oid) desc, n.nspname, c.relname`)
  return rows.map((row) => ({
    schema: textOf(row, 'schema'),
    name: textOf(row, 'name'),
    columns: JSON.parse(textOf(row, 'columns')) as string[],
    form: textOf(row, 'binary') === 'true' ? 'binary' : 'text',
    pages: Number(textOf(row, 'pages')),
    condition: textOf(row, 'condition'),
  }))
}

/** A part of a table: its rows in these pages. */
interface Stretch {
  readonly table: RelayTable
  readonly from: number
  /** Undefined to the end, however far that is by now. */
  readonly to: number | undefined
}

/** 64 MB. */
const STRETCH_PAGES = 8192

function stretches(tables: readonly RelayTable[]): readonly Stretch[] {
  return tables.flatMap((table) => {
    const parts = Math.max(1, Math.ceil(table.pages / STRETCH_PAGES))
    return Array.from({ length: parts }, (_, part) => ({
      table,
      from: part * STRETCH_PAGES,
      to: part === parts - 1 ? undefined : (part + 1) * STRETCH_PAGES,
    }))
  })
}

export interface RelayOptions {
  readonly source: Database<'read'>
  readonly target: Database<'write'>
  /** A snapshot that somebody exports on the source. */
  readonly snapshot: string
  /** Pairs of sessions at work. */
  readonly pairs: number
  readonly signal?: AbortSignal | undefined
  readonly onTable: (table: RelayTable, done: number, total: number) => void
}

/** Copies all rows. Several tables, and several parts of a large one, are under way at a time. */
export async function relayRows(
  tables: readonly RelayTable[],
  { source, target, snapshot, pairs, signal, onTable }: RelayOptions,
): Promise<void> {
  const parts = stretches(tables)
  let begun = 0
  await inTurns(parts, pairs, (each) =>
    source.withSession((from) =>
      inSnapshot(from, snapshot, () =>
        target.withSession(async (to) => {
          // What is copied is flushed with the last commit of the clone; a clone that breaks off is dropped.
          await to.execute(sql`set synchronous_commit to off`)
          await to.execute(sql`set search_path to ''`)
          await each(async (next) => {
            throwIfAborted(signal)
            onTable(next.table, ++begun, parts.length)
            await relayStretch(from, to, next)
          })
        }),
      ),
    ),
  )
}

/** Runs `work` on a session that sees exactly what the exported snapshot sees. */
export function inSnapshot<T>(
  session: Session,
  snapshot: string,
  work: () => Promise<T>,
): Promise<T> {
  return session.transaction('read', async () => {
    await session.execute(sql`set transaction snapshot ${sql.lit(snapshot)}`)
    // Rows that a policy hides would be missing without a word.
    await session.execute(sql`set local row_security to off`)
    // Names as values are whole, wherever they are read.
    await session.execute(sql`set local search_path to ''`)
    return work()
  })
}

async function relayStretch(from: Session, to: Session, stretch: Stretch): Promise<void> {
  const { relay: out } = from
  const { relay: into } = to
  if (out === undefined || into === undefined) throw new Error('the engine has no relay')
  const { table } = stretch
  const name = sql.id(table.schema, table.name)
  const columns = table.columns.map((column) => sql.id(column))
  if (columns.length === 0) return relayEmptyRows(from, to, table)
  const rows = sql`select ${list(columns)} from only ${name}${conditionOf(stretch)}`
  const copy = (frozen: boolean) =>
    into.copyIn(sql`${name} (${list(columns)})`, table.form, out.copyOut(rows, table.form), {
      frozen,
    })
  if (!isWhole(stretch)) return copy(false)
  await to.transaction('write', async () => {
    await to.execute(sql`truncate only ${name}`)
    await copy(true)
  })
}

/** A table may have rows and no columns: then how many is all there is to them. */
async function relayEmptyRows(
  from: Session,
  to: Session,
  { schema, name }: RelayTable,
): Promise<void> {
  const table = sql.id(schema, name)
  const { rows } = await from.execute(sql`select count(*)::text as count from only ${table}`)
  for (let left = BigInt(textOf(rows[0] ?? {}, 'count')); left > 0n; left--)
    await to.execute(sql`insert into ${table} default values`)
}

/** All of a table that is empty in the clone. One of an extension may have rows of the extension's own. */
function isWhole({ table: { condition }, from, to }: Stretch): boolean {
  return condition === '' && from === 0 && to === undefined
}

function conditionOf(stretch: Stretch): Sql {
  const {
    table: { condition },
    from,
    to,
  } = stretch
  if (condition !== '') return sql` ${sql.raw(condition)}`
  if (isWhole(stretch)) return sql``
  const parts = [
    ...(from === 0 ? [] : [sql`ctid >= ${sql.lit(`(${from},0)`)}::tid`]),
    ...(to === undefined ? [] : [sql`ctid < ${sql.lit(`(${to},0)`)}::tid`]),
  ]
  return sql` where ${sql.join(parts, sql` and `)}`
}
