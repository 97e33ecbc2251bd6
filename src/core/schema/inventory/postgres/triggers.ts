/** Triggers that people made. */
import { sql } from '../../../database/sql'
import { commentOn, common, isNoMember, isOfUsers, lines } from './facts'
import type { ObjectsQuery } from './query'

const TRIGGER = { catalog: sql`'pg_trigger'::regclass`, oid: sql`g.oid` }

/**
 * A trigger of a partitioned table has a copy on each partition. A copy is listed only where it is switched otherwise than the
 * original, or has a comment of its own.
 */
export const triggers: ObjectsQuery = () => sql`
select
  'trigger' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(c.relname) || '.' || quote_ident(g.tgname) as name,
  ${lines([
    sql`pg_get_triggerdef(g.oid)`,
    sql`case when g.tgparentid <> 0 then 'copied from the partitioned table' end`,
    sql`case g.tgenabled when 'D' then 'disabled' when 'R' then 'enable replica' when 'A' then 'enable always' end`,
    common(TRIGGER),
  ])} as definition
from pg_trigger g
join pg_class c on c.oid = g.tgrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_trigger parent on parent.oid = g.tgparentid
where ${isOfUsers(sql`n`)} and ${isNoMember(TRIGGER)} and (
  (g.tgparentid = 0 and not g.tgisinternal)
  or (g.tgparentid <> 0 and not parent.tgisinternal
    and (g.tgenabled <> parent.tgenabled or ${commentOn(TRIGGER)} is not null)))`
