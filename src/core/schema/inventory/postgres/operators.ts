/** Operators. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const OPERATOR = { catalog: sql`'pg_operator'::regclass`, oid: sql`o.oid` }

/** Not those that another one only announces as its commutator or negator: they have no function yet. */
export const operators: ObjectsQuery = () => sql`
select
  'operator' as kind,
  quote_ident(n.nspname) as schema,
  ${NAME} as name,
  ${lines([
    words([
      sql`format('create operator %I.%s', n.nspname, ${NAME})`,
      sql`'returns ' || format_type(o.oprresult, null)`,
      sql`'function ' || ${routineName(sql`o.oprcode`)}`,
      sql`'commutator ' || nullif(o.oprcom, 0)::regoperator::text`,
      sql`'negator ' || nullif(o.oprnegate, 0)::regoperator::text`,
      sql`'restrict ' || ${routineName(sql`o.oprrest`)}`,
      sql`'join ' || ${routineName(sql`o.oprjoin`)}`,
      sql`case when o.oprcanhash then 'hashes' end`,
      sql`case when o.oprcanmerge then 'merges' end`,
    ]),
    common(OPERATOR, sql`o.oprowner`),
  ])} as definition
from pg_operator o
join pg_namespace n on n.oid = o.oprnamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(OPERATOR)} and o.oprcode <> 0`

const NAME = sql`format(
  '%s(%s, %s)',
  o.oprname,
  case o.oprleft when 0 then 'none' else format_type(o.oprleft, null) end,
  case o.oprright when 0 then 'none' else format_type(o.oprright, null) end)`
