/** Large objects are rows rather than structure: listed is how many there are of one owner with the same grants and comment. */
import { sql } from '../../../database/sql'
import { common } from './facts'
import type { ObjectsQuery } from './query'

const LARGE_OBJECT = { catalog: sql`'pg_largeobject'::regclass`, oid: sql`o.oid` }

export const largeObjects: ObjectsQuery = () => sql`
select
  'large object' as kind,
  '' as schema,
  'all' as name,
  string_agg(alike.count || ' large objects' || E'\n' || alike.facts, E'\n' order by alike.facts collate "C") as definition
from (
  select own.facts, count(*) as count
  from (
    select ${common(LARGE_OBJECT, sql`o.lomowner`, { acl: sql`o.lomacl`, type: sql`'L'` })} as facts
    from pg_largeobject_metadata o
  ) own
  group by own.facts
) alike
having count(*) > 0`
