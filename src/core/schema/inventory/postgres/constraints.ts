/** Constraints of tables. */
import { sql } from '../../../database/sql'
import { commentOn, isOfUsers } from './facts'
import type { PartsQuery } from './query'

const CONSTRAINT = { catalog: sql`'pg_constraint'::regclass`, oid: sql`k.oid` }

/**
 * A foreign key to a partitioned table has a row for each of its partitions, which are not listed: their names depend on the
 * order in which the partitions were made. Constraint triggers are triggers.
 */
export const constraints: PartsQuery = () => sql`
select
  c.oid::text as relation,
  concat_ws(
    E'\n  ',
    concat_ws(' ', 'constraint', quote_ident(k.conname), pg_get_constraintdef(k.oid), ${ORIGIN}),
    switched.line,
    ${commentOn(CONSTRAINT)}) as line
from pg_constraint k
join pg_class c on c.oid = k.conrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_constraint parent on parent.oid = k.conparentid
left join (${SWITCHED}) switched on switched.constraint_oid = k.oid
where ${isOfUsers(sql`n`)} and k.contype <> 't' and parent.conrelid is distinct from k.conrelid
order by c.oid, k.conname`

const ORIGIN = sql`case
  when (k.coninhcount > 0 or k.conparentid <> 0) and k.conislocal then '(inherited and its own)'
  when k.coninhcount > 0 or k.conparentid <> 0 then '(inherited)' end`

/** A foreign key is enforced by triggers, and these can be switched off. */
const SWITCHED = sql`
  select
    g.tgconstraint as constraint_oid,
    string_agg(
      format(
        '%s on %s',
        case g.tgenabled when 'D' then 'disabled' when 'R' then 'enable replica' else 'enable always' end,
        g.tgrelid::regclass),
      ', ' order by g.tgrelid::regclass::text collate "C", g.tgtype, g.tgenabled) as line
  from pg_trigger g
  where g.tgconstraint <> 0 and g.tgenabled <> 'O'
  group by g.tgconstraint`
