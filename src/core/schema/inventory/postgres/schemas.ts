/** Schemas. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines } from './facts'
import type { ObjectsQuery } from './query'

const SCHEMA = { catalog: sql`'pg_namespace'::regclass`, oid: sql`n.oid` }

export const schemas: ObjectsQuery = () => sql`
select
  'schema' as kind,
  '' as schema,
  quote_ident(n.nspname) as name,
  ${lines([
    sql`format('create schema %I', n.nspname)`,
    common(SCHEMA, sql`n.nspowner`, { acl: sql`n.nspacl`, type: sql`'n'` }),
  ])} as definition
from pg_namespace n
where ${isOfUsers(sql`n`)} and ${isNoMember(SCHEMA)}`
