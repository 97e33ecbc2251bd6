/** Casts between types. */
import { sql } from '../../../database/sql'
import { common, isMadeLater, isNoMember, lines, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const CAST = { catalog: sql`'pg_cast'::regclass`, oid: sql`k.oid` }

/** The cast of a range to its multirange is the type's. */
export const casts: ObjectsQuery = () => sql`
select
  'cast' as kind,
  '' as schema,
  format('(%s as %s)', format_type(k.castsource, null), format_type(k.casttarget, null)) as name,
  ${lines([
    words([
      sql`format('create cast (%s as %s)', format_type(k.castsource, null), format_type(k.casttarget, null))`,
      sql`case k.castmethod when 'b' then 'without function' when 'i' then 'with inout'
        else 'with function ' || ${routineName(sql`k.castfunc`)} end`,
      sql`case k.castcontext when 'a' then 'as assignment' when 'i' then 'as implicit' end`,
    ]),
    common(CAST),
  ])} as definition
from pg_cast k
where ${isMadeLater(sql`k.oid`)} and ${isNoMember(CAST)} and not exists (
  select from pg_depend inner_part
  where inner_part.classid = ${CAST.catalog} and inner_part.objid = k.oid and inner_part.deptype = 'i')`
