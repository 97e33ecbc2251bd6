/** Sequences: all that makes them, and not the value that they are at. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines } from './facts'
import type { ObjectsQuery } from './query'

const SEQUENCE = { catalog: sql`'pg_class'::regclass`, oid: sql`c.oid` }

/** Those of identity columns are parts of their tables: `part_of` is the relation. */
export const sequences: ObjectsQuery = () => sql`
select
  case when own.deptype = 'i' then own.refobjid::text end as part_of,
  'sequence' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(c.relname) as name,
  ${lines([
    DEFINITION,
    sql`'owned by ' || own.refobjid::regclass::text || '.' || quote_ident(a.attname)`,
    common(SEQUENCE, sql`c.relowner`, { acl: sql`c.relacl`, type: sql`'s'` }),
  ])} as definition
from pg_sequence s
join pg_class c on c.oid = s.seqrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_tablespace space on space.oid = c.reltablespace
left join pg_depend own
  on own.classid = 'pg_class'::regclass and own.objid = c.oid and own.objsubid = 0
  and own.refclassid = 'pg_class'::regclass and own.refobjsubid > 0 and own.deptype in ('a', 'i')
left join pg_attribute a on a.attrelid = own.refobjid and a.attnum = own.refobjsubid
where ${isOfUsers(sql`n`)} and ${isNoMember(SEQUENCE)}
order by c.relname`

const DEFINITION = sql`concat_ws(
  ' ',
  'create ' || case when c.relpersistence = 'u' then 'unlogged ' else '' end || 'sequence',
  format('%I.%I', n.nspname, c.relname),
  'as', format_type(s.seqtypid, null),
  'increment', s.seqincrement,
  'minvalue', s.seqmin,
  'maxvalue', s.seqmax,
  'start', s.seqstart,
  'cache', s.seqcache,
  case when s.seqcycle then 'cycle' else 'no cycle' end,
  'tablespace ' || quote_ident(space.spcname))`
