/** What objects of many kinds have alike: where they lie, whose they are, who may use them, what is said about them. */
import { list, sql, type Sql } from '../../../database/sql'

/** An object in the catalogue. */
export interface CatalogObject {
  /** The `regclass` of the catalogue that has it. */
  readonly catalog: Sql
  readonly oid: Sql
}

/** Where people make objects: neither the system's schemas nor the ledger's. `schema` is a row of `pg_namespace`. */
export function isOfUsers(schema: Sql): Sql {
  return sql`${schema}.nspname !~ '^pg_' and ${schema}.nspname not in ('information_schema', 'drydock')`
}

/** Objects that lie in no schema are told from the system's by their oid: the first 16,384 are made with the cluster. */
export function isMadeLater(oid: Sql): Sql {
  return sql`${oid} >= 16384::oid`
}

/** An extension brings its members along. */
export function isNoMember({ catalog, oid }: CatalogObject): Sql {
  return sql`not exists (
    select from pg_depend member
    where member.classid = ${catalog} and member.objid = ${oid} and member.objsubid = 0 and member.deptype = 'e')`
}

/** One text with a part a line, without those that are null; null where all are. */
export function lines(parts: readonly Sql[]): Sql {
  return sql`nullif(concat_ws(E'\n', ${list(parts)}), '')`
}

/** One line with a space between parts, without those that are null; null where all are. */
export function words(parts: readonly Sql[]): Sql {
  return sql`nullif(concat_ws(' ', ${list(parts)}), '')`
}

export function ownerOf(role: Sql): Sql {
  return sql`'owner to ' || quote_ident(pg_get_userbyid(${role}))`
}

export interface Privileges {
  readonly acl: Sql
  /** As `acldefault` names the kind of object. */
  readonly type: Sql
  readonly owner: Sql
}

/** Null where everyone may do what they may by default, whether that is written down or not. */
export function grantsOf({ acl, type, owner }: Privileges): Sql {
  const standard = sql`acldefault(${type}, ${owner})`
  return sql`case when ${acl} is not null then nullif(${aclText(acl)}, ${aclText(standard)}) end`
}

/** What two lists of privileges have alike when they allow the same to the same roles, in whatever order. */
export function aclText(acl: Sql): Sql {
  return sql`coalesce((
    select string_agg(granted.line, E'\n' order by granted.line collate "C")
    from (
      select format(
        'grant %s to %s%s granted by %s',
        lower(string_agg(held.privilege_type, ', ' order by held.privilege_type collate "C")),
        case held.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(held.grantee)) end,
        case when held.is_grantable then ' with grant option' end,
        quote_ident(pg_get_userbyid(held.grantor))) as line
      from aclexplode(${acl}) held
      group by held.grantee, held.grantor, held.is_grantable
    ) granted), 'grant nothing')`
}

/** Null where nothing is said. `part` is the number of a column. */
export function commentOn({ catalog, oid }: CatalogObject, part: Sql = sql`0`): Sql {
  return sql`(
    select 'comment ' || quote_literal(said.description)
    from pg_description said
    where said.classoid = ${catalog} and said.objoid = ${oid} and said.objsubid = ${part})`
}

/** Null where there is none. */
export function labelsOf({ catalog, oid }: CatalogObject, part: Sql = sql`0`): Sql {
  return sql`(
    select string_agg(
      format('security label for %I is %L', label.provider, label.label), E'\n' order by label.provider collate "C")
    from pg_seclabel label
    where label.classoid = ${catalog} and label.objoid = ${oid} and label.objsubid = ${part})`
}

/** Null where no extension takes the object along when it is dropped. */
export function dependenceOf({ catalog, oid }: CatalogObject): Sql {
  return sql`(
    select string_agg('depends on extension ' || quote_ident(taker.extname), E'\n' order by taker.extname)
    from pg_depend bond
    join pg_extension taker on taker.oid = bond.refobjid
    where bond.classid = ${catalog} and bond.objid = ${oid} and bond.deptype = 'x'
      and bond.refclassid = 'pg_extension'::regclass)`
}

/** The last lines of a definition: owner, grants, comment, labels. */
export function common(object: CatalogObject, owner?: Sql, acl?: Omit<Privileges, 'owner'>): Sql {
  return lines([
    ...(owner === undefined ? [] : [ownerOf(owner)]),
    ...(owner === undefined || acl === undefined ? [] : [grantsOf({ ...acl, owner })]),
    commentOn(object),
    labelsOf(object),
    dependenceOf(object),
  ])
}

/** Storage parameters in the order of their names: the catalogue has them in the order in which they were set. */
export function parameters(options: Sql): Sql {
  return sql`(
    select string_agg(given.option, ', ' order by given.option collate "C") from unnest(${options}) as given(option))`
}

/** A function's name with the types of its arguments; null where the catalogue names none. */
export function routineName(oid: Sql): Sql {
  return sql`case when ${oid} <> 0 then ${oid}::oid::regprocedure::text end`
}
