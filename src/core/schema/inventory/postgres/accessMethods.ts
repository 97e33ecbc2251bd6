/** Access methods of tables and indexes. */
import { sql } from '../../../database/sql'
import { common, isMadeLater, isNoMember, lines, routineName } from './facts'
import type { ObjectsQuery } from './query'

const ACCESS_METHOD = { catalog: sql`'pg_am'::regclass`, oid: sql`m.oid` }

export const accessMethods: ObjectsQuery = () => sql`
select
  'access method' as kind,
  '' as schema,
  quote_ident(m.amname) as name,
  ${lines([
    sql`format(
      'create access method %I type %s handler %s',
      m.amname,
      case m.amtype when 't' then 'table' else 'index' end,
      ${routineName(sql`m.amhandler`)})`,
    common(ACCESS_METHOD),
  ])} as definition
from pg_am m
where ${isMadeLater(sql`m.oid`)} and ${isNoMember(ACCESS_METHOD)}`
