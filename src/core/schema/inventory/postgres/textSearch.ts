/** Text search: parsers, templates, dictionaries and configurations. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const PARSER = { catalog: sql`'pg_ts_parser'::regclass`, oid: sql`p.oid` }
const TEMPLATE = { catalog: sql`'pg_ts_template'::regclass`, oid: sql`t.oid` }
const DICTIONARY = { catalog: sql`'pg_ts_dict'::regclass`, oid: sql`d.oid` }
const CONFIGURATION = { catalog: sql`'pg_ts_config'::regclass`, oid: sql`c.oid` }

export const textSearchParsers: ObjectsQuery = () => sql`
select
  'text search parser' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(p.prsname) as name,
  ${lines([
    words([
      sql`format('create text search parser %I.%I', n.nspname, p.prsname)`,
      sql`'start ' || ${routineName(sql`p.prsstart`)}`,
      sql`'token ' || ${routineName(sql`p.prstoken`)}`,
      sql`'end ' || ${routineName(sql`p.prsend`)}`,
      sql`'headline ' || ${routineName(sql`p.prsheadline`)}`,
      sql`'types ' || ${routineName(sql`p.prslextype`)}`,
    ]),
    common(PARSER),
  ])} as definition
from pg_ts_parser p
join pg_namespace n on n.oid = p.prsnamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(PARSER)}`

export const textSearchTemplates: ObjectsQuery = () => sql`
select
  'text search template' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(t.tmplname) as name,
  ${lines([
    words([
      sql`format('create text search template %I.%I', n.nspname, t.tmplname)`,
      sql`'init ' || ${routineName(sql`t.tmplinit`)}`,
      sql`'lexize ' || ${routineName(sql`t.tmpllexize`)}`,
    ]),
    common(TEMPLATE),
  ])} as definition
from pg_ts_template t
join pg_namespace n on n.oid = t.tmplnamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(TEMPLATE)}`

export const textSearchDictionaries: ObjectsQuery = () => sql`
select
  'text search dictionary' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(d.dictname) as name,
  ${lines([
    sql`format(
      'create text search dictionary %I.%I template %I.%I', n.nspname, d.dictname, home.nspname, t.tmplname)`,
    sql`'options ' || d.dictinitoption`,
    common(DICTIONARY, sql`d.dictowner`),
  ])} as definition
from pg_ts_dict d
join pg_namespace n on n.oid = d.dictnamespace
join pg_ts_template t on t.oid = d.dicttemplate
join pg_namespace home on home.oid = t.tmplnamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(DICTIONARY)}`

export const textSearchConfigurations: ObjectsQuery = () => sql`
select
  'text search configuration' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(c.cfgname) as name,
  ${lines([
    sql`format(
      'create text search configuration %I.%I parser %I.%I', n.nspname, c.cfgname, home.nspname, p.prsname)`,
    MAPPINGS,
    common(CONFIGURATION, sql`c.cfgowner`),
  ])} as definition
from pg_ts_config c
join pg_namespace n on n.oid = c.cfgnamespace
join pg_ts_parser p on p.oid = c.cfgparser
join pg_namespace home on home.oid = p.prsnamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(CONFIGURATION)}`

/** Kinds of tokens have names only in their parser. Parsers that people made are not asked: that would run their code. */
const MAPPINGS = sql`(
  select string_agg(format('mapping for %s with %s', kind.token, kind.dictionaries), E'\n' order by kind.number)
  from (
    select
      m.maptokentype as number,
      coalesce((
        select tokens.alias from ts_token_type('pg_catalog.default'::text) tokens
        where c.cfgparser < 16384 and tokens.tokid = m.maptokentype), m.maptokentype::text) as token,
      string_agg(m.mapdict::regdictionary::text, ', ' order by m.mapseqno) as dictionaries
    from pg_ts_config_map m
    where m.mapcfg = c.oid
    group by m.maptokentype
  ) kind)`
