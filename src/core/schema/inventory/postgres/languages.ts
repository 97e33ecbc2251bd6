/** Procedural languages. */
import { sql } from '../../../database/sql'
import { common, isMadeLater, isNoMember, lines, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const LANGUAGE = { catalog: sql`'pg_language'::regclass`, oid: sql`l.oid` }

export const languages: ObjectsQuery = () => sql`
select
  'language' as kind,
  '' as schema,
  quote_ident(l.lanname) as name,
  ${lines([
    words([
      sql`format('create %slanguage %I', case when l.lanpltrusted then 'trusted ' end, l.lanname)`,
      sql`'handler ' || ${routineName(sql`l.lanplcallfoid`)}`,
      sql`'inline ' || ${routineName(sql`l.laninline`)}`,
      sql`'validator ' || ${routineName(sql`l.lanvalidator`)}`,
    ]),
    common(LANGUAGE, sql`l.lanowner`, { acl: sql`l.lanacl`, type: sql`'l'` }),
  ])} as definition
from pg_language l
where ${isMadeLater(sql`l.oid`)} and ${isNoMember(LANGUAGE)}`
