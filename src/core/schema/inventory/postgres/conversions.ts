/** Conversions between encodings. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines, routineName } from './facts'
import type { ObjectsQuery } from './query'

const CONVERSION = { catalog: sql`'pg_conversion'::regclass`, oid: sql`v.oid` }

export const conversions: ObjectsQuery = () => sql`
select
  'conversion' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(v.conname) as name,
  ${lines([
    sql`format(
      'create %sconversion %I.%I for %s to %s from %s',
      case when v.condefault then 'default ' end,
      n.nspname,
      v.conname,
      pg_encoding_to_char(v.conforencoding),
      pg_encoding_to_char(v.contoencoding),
      ${routineName(sql`v.conproc`)})`,
    common(CONVERSION, sql`v.conowner`),
  ])} as definition
from pg_conversion v
join pg_namespace n on n.oid = v.connamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(CONVERSION)}`
