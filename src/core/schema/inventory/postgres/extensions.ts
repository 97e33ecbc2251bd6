/** Extensions; their members come with them. */
import { sql } from '../../../database/sql'
import { common, lines, words } from './facts'
import type { ObjectsQuery } from './query'

const EXTENSION = { catalog: sql`'pg_extension'::regclass`, oid: sql`x.oid` }

export const extensions: ObjectsQuery = () => sql`
select
  'extension' as kind,
  '' as schema,
  quote_ident(x.extname) as name,
  ${lines([
    words([
      sql`format('create extension %I schema %I version %L', x.extname, n.nspname, x.extversion)`,
      sql`case when x.extrelocatable then '(relocatable)' end`,
    ]),
    CONFIGURATION,
    common(EXTENSION, sql`x.extowner`),
  ])} as definition
from pg_extension x
join pg_namespace n on n.oid = x.extnamespace`

/** The tables whose rows are people's. */
const CONFIGURATION = sql`(
  select string_agg(
    concat_ws(' ', 'keeps rows of', t.relation::regclass::text, nullif(x.extcondition[t.position], '')),
    E'\n' order by t.relation::regclass::text collate "C")
  from unnest(x.extconfig) with ordinality as t(relation, position))`
