/** Operator classes and families. */
import { sql, type Sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const CLASS = { catalog: sql`'pg_opclass'::regclass`, oid: sql`o.oid` }
const FAMILY = { catalog: sql`'pg_opfamily'::regclass`, oid: sql`f.oid` }

export const operatorClasses: ObjectsQuery = () => sql`
select
  'operator class' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(o.opcname) || ' using ' || quote_ident(am.amname) as name,
  ${lines([
    words([
      sql`format('create operator class %I.%I', n.nspname, o.opcname)`,
      sql`case when o.opcdefault then 'default' end`,
      sql`format('for type %s using %I', format_type(o.opcintype, null), am.amname)`,
      sql`format('family %I.%I', home.nspname, f.opfname)`,
      sql`'storage ' || format_type(nullif(o.opckeytype, 0), null)`,
    ]),
    membersOf(sql`o.opcfamily`, (catalog, oid) => belongsToClass(catalog, oid, sql`= o.oid`)),
    common(CLASS, sql`o.opcowner`),
  ])} as definition
from pg_opclass o
join pg_namespace n on n.oid = o.opcnamespace
join pg_am am on am.oid = o.opcmethod
join pg_opfamily f on f.oid = o.opcfamily
join pg_namespace home on home.oid = f.opfnamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(CLASS)}`

/** With the operators and functions that belong to none of its classes. */
export const operatorFamilies: ObjectsQuery = () => sql`
select
  'operator family' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(f.opfname) || ' using ' || quote_ident(am.amname) as name,
  ${lines([
    sql`format('create operator family %I.%I using %I', n.nspname, f.opfname, am.amname)`,
    membersOf(
      sql`f.oid`,
      (catalog, oid) => sql`not ${belongsToClass(catalog, oid, sql`is not null`)}`,
    ),
    common(FAMILY, sql`f.opfowner`),
  ])} as definition
from pg_opfamily f
join pg_namespace n on n.oid = f.opfnamespace
join pg_am am on am.oid = f.opfmethod
where ${isOfUsers(sql`n`)} and ${isNoMember(FAMILY)}`

type Condition = (catalog: Sql, oid: Sql) => Sql

function belongsToClass(catalog: Sql, oid: Sql, which: Sql): Sql {
  return sql`exists (
    select from pg_depend bond
    where bond.classid = ${catalog} and bond.objid = ${oid} and bond.deptype = 'i'
      and bond.refclassid = 'pg_opclass'::regclass and bond.refobjid ${which})`
}

function membersOf(family: Sql, isMember: Condition): Sql {
  return lines([operatorsOf(family, isMember), functionsOf(family, isMember)])
}

function operatorsOf(family: Sql, isMember: Condition): Sql {
  return sql`(
    select string_agg(
      concat_ws(' ', 'operator', m.amopstrategy, m.amopopr::regoperator::text, (
        select format('for order by %I.%I', order_home.nspname, order_family.opfname)
        from pg_opfamily order_family
        join pg_namespace order_home on order_home.oid = order_family.opfnamespace
        where order_family.oid = m.amopsortfamily)),
      E'\n' order by m.amopstrategy, m.amopopr::regoperator::text collate "C")
    from pg_amop m
    where m.amopfamily = ${family} and ${isMember(sql`'pg_amop'::regclass`, sql`m.oid`)})`
}

function functionsOf(family: Sql, isMember: Condition): Sql {
  return sql`(
    select string_agg(
      format('function %s (%s, %s) %s', m.amprocnum, format_type(m.amproclefttype, null),
        format_type(m.amprocrighttype, null), ${routineName(sql`m.amproc`)}),
      E'\n' order by m.amprocnum, m.amproclefttype::regtype::text collate "C", m.amprocrighttype::regtype::text collate "C")
    from pg_amproc m
    where m.amprocfamily = ${family} and ${isMember(sql`'pg_amproc'::regclass`, sql`m.oid`)})`
}
