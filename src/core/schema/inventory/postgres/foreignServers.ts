/** Foreign data wrappers, servers and user mappings. */
import { sql } from '../../../database/sql'
import { common, isMadeLater, isNoMember, lines, routineName, words } from './facts'
import { optionsOf } from './secrets'
import type { ObjectsQuery } from './query'

const WRAPPER = { catalog: sql`'pg_foreign_data_wrapper'::regclass`, oid: sql`w.oid` }
const SERVER = { catalog: sql`'pg_foreign_server'::regclass`, oid: sql`s.oid` }
const MAPPING = { catalog: sql`'pg_user_mapping'::regclass`, oid: sql`u.umid` }

export const foreignDataWrappers: ObjectsQuery = () => sql`
select
  'foreign data wrapper' as kind,
  '' as schema,
  quote_ident(w.fdwname) as name,
  ${lines([
    words([
      sql`format('create foreign data wrapper %I', w.fdwname)`,
      sql`'handler ' || ${routineName(sql`w.fdwhandler`)}`,
      sql`'validator ' || ${routineName(sql`w.fdwvalidator`)}`,
    ]),
    sql`'options (' || ${optionsOf(sql`w.fdwoptions`)} || ')'`,
    common(WRAPPER, sql`w.fdwowner`, { acl: sql`w.fdwacl`, type: sql`'F'` }),
  ])} as definition
from pg_foreign_data_wrapper w
where ${isMadeLater(sql`w.oid`)} and ${isNoMember(WRAPPER)}`

export const foreignServers: ObjectsQuery = () => sql`
select
  'foreign server' as kind,
  '' as schema,
  quote_ident(s.srvname) as name,
  ${lines([
    words([
      sql`format('create server %I', s.srvname)`,
      sql`'type ' || quote_literal(s.srvtype)`,
      sql`'version ' || quote_literal(s.srvversion)`,
      sql`'foreign data wrapper ' || quote_ident(w.fdwname)`,
    ]),
    sql`'options (' || ${optionsOf(sql`s.srvoptions`)} || ')'`,
    common(SERVER, sql`s.srvowner`, { acl: sql`s.srvacl`, type: sql`'S'` }),
  ])} as definition
from pg_foreign_server s
join pg_foreign_data_wrapper w on w.oid = s.srvfdw
where ${isNoMember(SERVER)}`

/** The view shows each role the options that it may see, and none to others. */
export const userMappings: ObjectsQuery = () => sql`
select
  'user mapping' as kind,
  '' as schema,
  format('%s at %I', u.who, u.srvname) as name,
  ${lines([
    sql`format('create user mapping for %s server %I', u.who, u.srvname)`,
    sql`'options (' || ${optionsOf(sql`u.umoptions`)} || ')'`,
  ])} as definition
from (
  select *, case umuser when 0 then 'public' else quote_ident(usename) end as who from pg_user_mappings
) u
where ${isNoMember(MAPPING)}`
