/** Whether the role may read all of a source: what it may not see would be missing from the clone, or from its proof. */
import type { Session } from '../../../database/session'
import { textOf } from '../../../database/session'
import { sql } from '../../../database/sql'
import { RefusedError } from '../../../util/errors'

/** Throws `RefusedError` with what is missing, while nothing is made yet. */
export async function requireReadable(session: Session, withData: boolean): Promise<void> {
  const { rows } = await session.execute(sql`
select
  c.oid::regclass::text as name,
  (n.readable and pg_catalog.has_table_privilege(c.oid, 'select'))::text as readable,
  (c.relkind = 'r' and n.readable and pg_catalog.row_security_active(c.oid))::text as hides_rows
from pg_catalog.pg_class c
join (
  select oid, nspname, pg_catalog.has_schema_privilege(oid, 'usage') as readable from pg_catalog.pg_namespace
) n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm', 'S') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'drydock')
  and not exists (
    select from pg_catalog.pg_depend member
    where member.classid = 'pg_class'::regclass and member.objid = c.oid and member.deptype = 'e')
order by 1`)
  const names = (column: string, value: string) =>
    rows.filter((row) => textOf(row, column) === value).map((row) => textOf(row, 'name'))
  refuseAny(names('readable', 'false'), 'the role may not read', {
    mend: 'use a role that may read all of the source (a member of pg_read_all_data), or grant it SELECT on them and USAGE of their schemas',
  })
  if (withData)
    refuseAny(names('hides_rows', 'true'), 'row-level security hides rows from the role in', {
      mend: 'use a role with BYPASSRLS, or the owner of the tables where their row-level security is not forced',
    })
}

const SHOWN = 5

function refuseAny(
  names: readonly string[],
  what: string,
  options: { readonly mend: string },
): void {
  if (names.length === 0) return
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''
  const shown = names.slice(0, SHOWN).join(', ')
  throw new RefusedError('source-not-readable', `${what} ${shown}${more}`, options)
}
