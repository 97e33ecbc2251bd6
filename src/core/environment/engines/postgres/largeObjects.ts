/** Large objects, which a dump without rows leaves out altogether. */
import type { Session } from '../../../database/session'
import { textOf, textOrNull } from '../../../database/session'
import { sql } from '../../../database/sql'
import type { LeftOut } from './leftOut'
import { replay } from './replay'

const PIECE = 1 << 20

/**
 * Copies every large object under its own id, with its owner, comment and privileges. Returns what could not be given to its
 * role.
 */
export async function copyLargeObjects(
  from: Session,
  to: Session,
  signal: AbortSignal | undefined,
): Promise<readonly LeftOut[]> {
  const left: LeftOut[] = []
  const { rows } = await from.execute(sql`
select
  m.oid::text as oid,
  pg_catalog.format('ALTER LARGE OBJECT %s OWNER TO %I', m.oid, pg_catalog.pg_get_userbyid(m.lomowner)) as owning,
  pg_catalog.obj_description(m.oid, 'pg_largeobject') as comment,
  m.lomacl::text as privileges
from pg_catalog.pg_largeobject_metadata m
order by m.oid`)
  for (const row of rows) {
    const oid = textOf(row, 'oid')
    await to.execute(sql`select pg_catalog.lo_create(${oid}::oid)::text as made`)
    await copyBytes(from, to, oid)
    const object = sql`large object ${sql.raw(String(BigInt(oid)))}`
    const comment = textOrNull(row, 'comment')
    if (comment !== null) await to.execute(sql`comment on ${object} is ${sql.lit(comment)}`)
    left.push(
      ...(await replay(to, [...(await grantsOf(from, oid)), textOf(row, 'owning')], signal)),
    )
  }
  return left
}

async function copyBytes(from: Session, to: Session, oid: string): Promise<void> {
  for (let offset = 0; ; offset += PIECE) {
    const { rows } = await from.execute(
      sql`select pg_catalog.lo_get(${oid}::oid, ${String(offset)}::bigint, ${sql.lit(PIECE)})::text as piece`,
    )
    const piece = textOf(rows[0] ?? {}, 'piece')
    // In hexadecimal behind \x.
    if (piece.length <= 2) return
    await to.execute(
      sql`select pg_catalog.lo_put(${oid}::oid, ${String(offset)}::bigint, ${piece}::bytea)::text as put`,
    )
  }
}

/** The server writes the statements, with its own quotes. */
async function grantsOf(session: Session, oid: string): Promise<readonly string[]> {
  const { rows } = await session.execute(sql`
select format(
  'grant %s on large object %s to %s%s', a.privilege_type, m.oid,
  case when a.grantee = 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end,
  case when a.is_grantable then ' with grant option' else '' end) as statement
from pg_catalog.pg_largeobject_metadata m
cross join pg_catalog.aclexplode(m.lomacl) a
where m.oid = ${oid}::oid and a.grantee <> m.lomowner`)
  return rows.map((row) => textOf(row, 'statement'))
}
