/** Publications: what of which tables is sent to subscribers. */
import { sql } from '../../../database/sql'
import { common, isMadeLater, lines, words } from './facts'
import type { ObjectsQuery } from './query'

const PUBLICATION = { catalog: sql`'pg_publication'::regclass`, oid: sql`p.oid` }

export const publications: ObjectsQuery = (version) => sql`
select
  'publication' as kind,
  '' as schema,
  quote_ident(p.pubname) as name,
  ${lines([
    words([
      sql`format('create publication %I', p.pubname)`,
      sql`case when p.puballtables then 'for all tables' end`,
      sql`'publish ' || nullif(concat_ws(
        ', ',
        case when p.pubinsert then 'insert' end,
        case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end,
        case when p.pubtruncate then 'truncate' end), '')`,
      sql`case when p.pubviaroot then 'via partition root' end`,
      sql`case when to_jsonb(p) ->> 'puballsequences' = 'true' then 'for all sequences' end`,
      sql`'generated columns ' || nullif(to_jsonb(p) ->> 'pubgencols', 'n')`,
    ]),
    version >= 150000 ? SCHEMAS : sql`null`,
    version >= 150000 ? PARTS_OF_TABLES : TABLES,
    common(PUBLICATION, sql`p.pubowner`),
  ])} as definition
from pg_publication p
where ${isMadeLater(sql`p.oid`)}`

const SCHEMAS = sql`(
  select string_agg(
    'tables in schema ' || quote_ident(n.nspname), E'\n' order by n.nspname)
  from pg_publication_namespace m
  join pg_namespace n on n.oid = m.pnnspid
  where m.pnpubid = p.oid)`

const TABLES = sql`(
  select string_agg('table ' || m.prrelid::regclass::text, E'\n' order by m.prrelid::regclass::text collate "C")
  from pg_publication_rel m
  where m.prpubid = p.oid)`

const PARTS_OF_TABLES = sql`(
  select string_agg(
    concat_ws(
      ' ',
      'table',
      m.prrelid::regclass::text,
      '(' || (
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
        from pg_attribute a
        where a.attrelid = m.prrelid and a.attnum = any (m.prattrs::int2[])) || ')',
      'where (' || pg_get_expr(m.prqual, m.prrelid) || ')'),
    E'\n' order by m.prrelid::regclass::text collate "C")
  from pg_publication_rel m
  where m.prpubid = p.oid)`
