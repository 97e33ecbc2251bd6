/** Domains with their constraints. */
import { sql } from '../../../database/sql'
import { commentOn, common, isNoMember, isOfUsers, lines, words } from './facts'
import type { ObjectsQuery } from './query'

const DOMAIN = { catalog: sql`'pg_type'::regclass`, oid: sql`t.oid` }
const CONSTRAINT = { catalog: sql`'pg_constraint'::regclass`, oid: sql`k.oid` }

export const domains: ObjectsQuery = () => sql`
select
  'domain' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(t.typname) as name,
  ${lines([
    words([
      sql`format('create domain %I.%I as %s', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod))`,
      sql`case when t.typcollation <> b.typcollation then 'collate ' || t.typcollation::regcollation::text end`,
      sql`'default ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault))`,
      sql`case when t.typnotnull then 'not null' end`,
    ]),
    CONSTRAINTS,
    common(DOMAIN, sql`t.typowner`, { acl: sql`t.typacl`, type: sql`'T'` }),
  ])} as definition
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
join pg_type b on b.oid = t.typbasetype
where ${isOfUsers(sql`n`)} and ${isNoMember(DOMAIN)} and t.typtype = 'd'`

const CONSTRAINTS = sql`(
  select string_agg(
    concat_ws(
      E'\n  ', concat_ws(' ', 'constraint', quote_ident(k.conname), pg_get_constraintdef(k.oid)), ${commentOn(CONSTRAINT)}),
    E'\n' order by k.conname)
  from pg_constraint k
  where k.contypid = t.oid)`
