/** Collations; not the version of the library that they were made with. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines, words } from './facts'
import type { ObjectsQuery } from './query'

const COLLATION = { catalog: sql`'pg_collation'::regclass`, oid: sql`l.oid` }

/** The column for a locale has had three names; as JSON a row is asked for each of them. */
export const collations: ObjectsQuery = () => sql`
select
  'collation' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(l.collname) || ${FOREIGN_ENCODING} as name,
  ${lines([
    words([
      sql`format('create collation %I.%I', n.nspname, l.collname)`,
      sql`'provider ' || case l.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end`,
      sql`'locale ' || quote_literal(coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale'))`,
      sql`'collate ' || quote_literal(l.collcollate)`,
      sql`'ctype ' || quote_literal(l.collctype)`,
      sql`'rules ' || quote_literal(to_jsonb(l) ->> 'collicurules')`,
      sql`case when not l.collisdeterministic then 'not deterministic' end`,
    ]),
    common(COLLATION, sql`l.collowner`),
  ])} as definition
from pg_collation l
join pg_namespace n on n.oid = l.collnamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(COLLATION)}`

/** One for another encoding than the database's is of no use here, but may share a name with one that is. */
const FOREIGN_ENCODING = sql`case
  when l.collencoding in (-1, (select d.encoding from pg_database d where d.datname = current_database())) then ''
  else ' for ' || pg_encoding_to_char(l.collencoding) end`
