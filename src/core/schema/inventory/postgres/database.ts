/** What belongs to the database itself, without its name. */
import { sql } from '../../../database/sql'
import { grantsOf, lines, ownerOf, words } from './facts'
import { maskedValue } from './secrets'
import type { ObjectsQuery } from './query'

/** Columns for locales differ between versions; as JSON the row is asked for each of them. */
export const database: ObjectsQuery = () => sql`
select
  'database' as kind,
  '' as schema,
  'settings' as name,
  ${lines([
    words([
      sql`'create database encoding ' || quote_literal(pg_encoding_to_char(d.encoding))`,
      sql`'provider ' || coalesce(to_jsonb(d) ->> 'datlocprovider', 'c')`,
      sql`'locale ' || quote_literal(coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'))`,
      sql`'collate ' || quote_literal(d.datcollate)`,
      sql`'ctype ' || quote_literal(d.datctype)`,
      sql`'rules ' || quote_literal(to_jsonb(d) ->> 'daticurules')`,
    ]),
    sql`'connection limit ' || nullif(d.datconnlimit, -1)`,
    sql`case when not d.datallowconn then 'allow no connections' end`,
    sql`case when d.datistemplate then 'is template' end`,
    sql`'tablespace ' || quote_ident(nullif(space.spcname, 'pg_default'))`,
    SETTINGS,
    ownerOf(sql`d.datdba`),
    grantsOf({ acl: sql`d.datacl`, type: sql`'d'`, owner: sql`d.datdba` }),
    SAID,
  ])} as definition
from pg_database d
left join pg_tablespace space on space.oid = d.dattablespace
where d.datname = current_database()`

/** Those for everyone and those of single roles, in the order of their names. */
const SETTINGS = sql`(
  select string_agg(given.line, E'\n' order by given.line collate "C")
  from (
    select concat_ws(
      ' ',
      'role ' || quote_ident(pg_get_userbyid(nullif(s.setrole, 0))),
      'set',
      split_part(one.setting, '=', 1),
      'to',
      ${maskedValue(
        sql`split_part(one.setting, '=', 1)`,
        sql`substr(one.setting, strpos(one.setting, '=') + 1)`,
      )}) as line
    from pg_db_role_setting s
    cross join unnest(s.setconfig) as one(setting)
    where s.setdatabase = d.oid
  ) given)`

/** A database is shared between all databases, so that its comment and labels are kept elsewhere than those of objects. */
const SAID = lines([
  sql`'comment ' || quote_literal(shobj_description(d.oid, 'pg_database'))`,
  sql`(
    select string_agg(
      format('security label for %I is %L', label.provider, label.label), E'\n' order by label.provider collate "C")
    from pg_shseclabel label
    where label.classoid = 'pg_database'::regclass and label.objoid = d.oid)`,
])
