/** Extended statistics: what is gathered, not what was found. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines } from './facts'
import type { ObjectsQuery } from './query'

const STATISTICS = { catalog: sql`'pg_statistic_ext'::regclass`, oid: sql`s.oid` }

export const statistics: ObjectsQuery = () => sql`
select
  'statistics' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(s.stxname) as name,
  ${lines([
    sql`pg_get_statisticsobjdef(s.oid)`,
    sql`case when s.stxstattarget >= 0 then 'statistics ' || s.stxstattarget end`,
    common(STATISTICS, sql`s.stxowner`),
  ])} as definition
from pg_statistic_ext s
join pg_namespace n on n.oid = s.stxnamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(STATISTICS)}`
