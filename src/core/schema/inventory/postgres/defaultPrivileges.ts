/** Privileges that objects are given when they are made. */
import { sql } from '../../../database/sql'
import { aclText, isOfUsers } from './facts'
import type { ObjectsQuery } from './query'

export const defaultPrivileges: ObjectsQuery = () => sql`
select
  'default privileges' as kind,
  coalesce(quote_ident(n.nspname), '') as schema,
  ${NAME} as name,
  'alter default privileges ' || ${NAME} || E'\n' || ${aclText(sql`a.defaclacl`)} as definition
from pg_default_acl a
left join pg_namespace n on n.oid = a.defaclnamespace
where n.oid is null or ${isOfUsers(sql`n`)}`

const NAME = sql`format(
  'for role %I on %s',
  pg_get_userbyid(a.defaclrole),
  case a.defaclobjtype
    when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
    when 'n' then 'schemas' when 'L' then 'large objects' else a.defaclobjtype::text end)`
