/**
 * What belongs to a database and to nothing in it: owner, encoding, locale, settings, privileges, comment, connection limit. A
 * copy that the server makes of a template has none of these but encoding and locale; a dump has none at all.
 */
import type { Session } from '../../../database/session'
import { textOf, textOrNull } from '../../../database/session'
import { sql, type Sql } from '../../../database/sql'
import { isDatabaseError } from '../../../database/errors'
import type { Row } from '../../../util/value'
import { DatabaseOperationError } from '../../../util/errors'
import type { LeftOut } from './leftOut'
import { readServerVersion } from './serverVersion'

export interface DatabaseProperties {
  readonly owner: string
  readonly encoding: string
  readonly collate: string
  readonly ctype: string
  /** `c`, `i` or `b`: libc, ICU or the server's own. */
  readonly provider: string
  readonly locale: string | null
  readonly rules: string | null
  /** Null where it is every database's. */
  readonly tablespace: string | null
  readonly connectionLimit: string
  readonly comment: string | null
  /** Settings, each of all roles or of one. */
  readonly settings: readonly DatabaseSetting[]
  /** Null where it is what every database has at first. */
  readonly privileges: readonly DatabasePrivilege[] | null
}

interface DatabaseSetting {
  readonly role: string | null
  readonly name: string
  readonly value: string
}

interface DatabasePrivilege {
  /** Empty for everyone. */
  readonly grantee: string
  readonly privilege: string
  readonly grantable: boolean
}

/** Of a database of the session's server. Columns for locales differ between versions; as JSON the row is asked for each of them. */
export async function readProperties(
  session: Session,
  database: string,
): Promise<DatabaseProperties> {
  const { rows } = await session.execute(sql`
select
  pg_catalog.pg_get_userbyid(d.datdba)::text as owner,
  pg_catalog.pg_encoding_to_char(d.encoding)::text as encoding,
  d.datcollate::text as collate,
  d.datctype::text as ctype,
  coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') as provider,
  coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') as locale,
  to_jsonb(d) ->> 'daticurules' as rules,
  d.datconnlimit::text as connection_limit,
  (select nullif(spcname, 'pg_default')::text from pg_catalog.pg_tablespace where oid = d.dattablespace) as tablespace,
  pg_catalog.shobj_description(d.oid, 'pg_database') as comment,
  (d.datacl is null)::text as default_privileges
from pg_catalog.pg_database d
where d.datname = ${database}`)
  const row = rows[0] ?? {}
  const isDefault = textOf(row, 'default_privileges') === 'true'
  return {
    owner: textOf(row, 'owner'),
    encoding: textOf(row, 'encoding'),
    collate: textOf(row, 'collate'),
    ctype: textOf(row, 'ctype'),
    provider: textOf(row, 'provider'),
    locale: textOrNull(row, 'locale'),
    rules: textOrNull(row, 'rules'),
    tablespace: textOrNull(row, 'tablespace'),
    connectionLimit: textOf(row, 'connection_limit'),
    comment: textOrNull(row, 'comment'),
    settings: await readSettings(session, database),
    privileges: isDefault ? null : await readPrivileges(session, database),
  }
}

async function readSettings(
  session: Session,
  database: string,
): Promise<readonly DatabaseSetting[]> {
  const { rows } = await session.execute(sql`
select
  case when s.setrole <> 0 then pg_catalog.pg_get_userbyid(s.setrole)::text end as role,
  split_part(one.setting, '=', 1) as name,
  substr(one.setting, strpos(one.setting, '=') + 1) as value
from pg_catalog.pg_db_role_setting s
cross join unnest(s.setconfig) as one(setting)
where s.setdatabase = (select oid from pg_catalog.pg_database where datname = ${database})`)
  return rows.map((row) => ({
    role: textOrNull(row, 'role'),
    name: textOf(row, 'name'),
    value: textOf(row, 'value'),
  }))
}

async function readPrivileges(
  session: Session,
  database: string,
): Promise<readonly DatabasePrivilege[]> {
  const { rows } = await session.execute(sql`
select
  case when a.grantee = 0 then '' else pg_catalog.pg_get_userbyid(a.grantee)::text end as grantee,
  a.privilege_type as privilege,
  a.is_grantable::text as grantable
from pg_catalog.pg_database d
cross join pg_catalog.aclexplode(d.datacl) a
where d.datname = ${database}`)
  return rows.map((row: Row) => ({
    grantee: textOf(row, 'grantee'),
    privilege: textOf(row, 'privilege'),
    grantable: textOf(row, 'grantable') === 'true',
  }))
}

/** Makes an empty database of that encoding and locale. Returns what it could not be given. */
export async function createEmpty(
  session: Session,
  name: string,
  properties: DatabaseProperties,
): Promise<readonly LeftOut[]> {
  const { encoding, collate, ctype, provider, locale, rules, tablespace } = properties
  const hasSpace = tablespace !== null && (await hasTablespace(session, tablespace))
  const parts = [
    sql`encoding ${sql.lit(encoding)}`,
    sql`lc_collate ${sql.lit(collate)} lc_ctype ${sql.lit(ctype)}`,
    ...((await readServerVersion(session)) >= 150000 ? [providerOf(provider, locale, rules)] : []),
    ...(hasSpace ? [sql`tablespace ${sql.id(tablespace)}`] : []),
  ]
  try {
    await session.execute(
      sql`create database ${sql.id(name)} template template0 ${sql.join(parts, sql` `)}`,
    )
  } catch (error) {
    if (!isDatabaseError(error, 'statement') && !isDatabaseError(error, 'data')) throw error
    throw new DatabaseOperationError(
      'clone-refused',
      `the clone's server cannot make a database of the source's encoding and locale (${encoding}, ${locale ?? collate}): ${error.message}`,
      { cause: error, mend: 'clone to a server that has them' },
    )
  }
  if (tablespace === null || hasSpace) return []
  const what = `the tablespace "${tablespace}" is not there: its tables lie where the server puts them`
  return [{ what, statement: '' }]
}

async function hasTablespace(session: Session, name: string): Promise<boolean> {
  const { rows } = await session.execute(
    sql`select from pg_catalog.pg_tablespace where spcname = ${name}::name`,
  )
  return rows.length > 0
}

function providerOf(provider: string, locale: string | null, rules: string | null): Sql {
  if (provider === 'i')
    return sql`locale_provider icu icu_locale ${sql.lit(locale ?? '')}${
      rules === null ? sql`` : sql` icu_rules ${sql.lit(rules)}`
    }`
  if (provider === 'b') return sql`locale_provider builtin builtin_locale ${sql.lit(locale ?? 'C')}`
  return sql`locale_provider libc`
}

/**
 * Gives a database the properties of another. What the role may not do is left, and told of: a setting that only superusers
 * may make, an owner that it does not belong to.
 */
export async function applyProperties(
  session: Session,
  name: string,
  properties: DatabaseProperties,
): Promise<readonly LeftOut[]> {
  const database = sql.id(name)
  const left: LeftOut[] = []
  const run = async (what: string, statement: Sql) => {
    try {
      await session.execute(statement)
    } catch (error) {
      const isMissing = isDatabaseError(error, 'statement') && error.sqlState === '42704'
      if (!isMissing && !isDatabaseError(error, 'permission')) throw error
      left.push({ what: `${what}: ${error.message}`, statement: '' })
    }
  }
  const { comment, connectionLimit, settings, privileges, owner } = properties
  for (const { role, name: setting, value } of settings)
    await run(
      `setting ${setting}`,
      sql`alter ${role === null ? sql`` : sql`role ${sql.id(role)} in `}database ${database} set ${sql.id(...setting.split('.'))} to ${settingValue(setting, value)}`,
    )
  if (comment !== null)
    await run('comment', sql`comment on database ${database} is ${sql.lit(comment)}`)
  if (connectionLimit !== '-1')
    await run(
      'connection limit',
      sql`alter database ${database} connection limit ${sql.raw(String(Number(connectionLimit)))}`,
    )
  await run('owner', sql`alter database ${database} owner to ${sql.id(owner)}`)
  if (privileges !== null) await grantPrivileges(database, owner, privileges, run)
  return left
}

/** Settings that are lists of names, each of which the server quotes by itself. */
const LISTS = new Set([
  ...['search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries'],
  ...['shared_preload_libraries', 'unix_socket_directories'],
])

function settingValue(name: string, value: string): Sql {
  if (!LISTS.has(name.toLowerCase())) return sql.lit(value)
  const names = value.match(/"(?:[^"]|"")*"|[^,\s]+/g) ?? ['']
  const bare = names.map((one) =>
    one.startsWith('"') ? one.slice(1, -1).replaceAll('""', '"') : one,
  )
  return sql.join(bare.map((one) => sql.lit(one)))
}

async function grantPrivileges(
  database: Sql,
  owner: string,
  privileges: readonly DatabasePrivilege[],
  run: (what: string, statement: Sql) => Promise<void>,
): Promise<void> {
  await run('privileges', sql`revoke all on database ${database} from public, ${sql.id(owner)}`)
  for (const { grantee, privilege, grantable } of privileges) {
    const to = grantee === '' ? sql`public` : sql.id(grantee)
    const option = grantable ? sql` with grant option` : sql``
    // The server's own word for a privilege, not anybody's text.
    const word = sql.raw(/^[A-Z ]+$/.test(privilege) ? privilege : 'CONNECT')
    await run(
      `privilege of ${grantee || 'everyone'}`,
      sql`grant ${word} on database ${database} to ${to}${option}`,
    )
  }
}
