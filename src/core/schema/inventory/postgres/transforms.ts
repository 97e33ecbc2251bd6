/** Transforms of types for languages. */
import { sql } from '../../../database/sql'
import { common, isMadeLater, isNoMember, lines, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const TRANSFORM = { catalog: sql`'pg_transform'::regclass`, oid: sql`t.oid` }

export const transforms: ObjectsQuery = () => sql`
select
  'transform' as kind,
  '' as schema,
  format('for %s language %I', format_type(t.trftype, null), l.lanname) as name,
  ${lines([
    words([
      sql`format('create transform for %s language %I', format_type(t.trftype, null), l.lanname)`,
      sql`'from sql with function ' || ${routineName(sql`t.trffromsql`)}`,
      sql`'to sql with function ' || ${routineName(sql`t.trftosql`)}`,
    ]),
    common(TRANSFORM),
  ])} as definition
from pg_transform t
join pg_language l on l.oid = t.trflang
where ${isMadeLater(sql`t.oid`)} and ${isNoMember(TRANSFORM)}`
