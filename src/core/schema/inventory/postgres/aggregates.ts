/** Aggregates. */
import { sql } from '../../../database/sql'
import { common, isNoMember, isOfUsers, lines, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const AGGREGATE = { catalog: sql`'pg_proc'::regclass`, oid: sql`p.oid` }

export const aggregates: ObjectsQuery = () => sql`
select
  'aggregate' as kind,
  quote_ident(n.nspname) as schema,
  quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')' as name,
  ${lines([
    sql`format('create aggregate %I.%I(%s)', n.nspname, p.proname, pg_get_function_arguments(p.oid))`,
    KIND,
    STATE,
    FINAL,
    MOVING,
    common(AGGREGATE, sql`p.proowner`, { acl: sql`p.proacl`, type: sql`'f'` }),
  ])} as definition
from pg_aggregate g
join pg_proc p on p.oid = g.aggfnoid
join pg_namespace n on n.oid = p.pronamespace
where ${isOfUsers(sql`n`)} and ${isNoMember(AGGREGATE)}`

const KIND = words([
  sql`case g.aggkind when 'o' then 'ordered set' when 'h' then 'hypothetical' end`,
  sql`case when g.aggkind <> 'n' then 'direct arguments ' || g.aggnumdirectargs end`,
  sql`'returns ' || pg_get_function_result(p.oid)`,
  sql`'parallel ' || case p.proparallel when 's' then 'safe' when 'r' then 'restricted' else 'unsafe' end`,
  sql`'sort operator ' || nullif(g.aggsortop, 0)::regoperator::text`,
])

const STATE = words([
  sql`'state ' || format_type(g.aggtranstype, null)`,
  sql`'size ' || nullif(g.aggtransspace, 0)`,
  sql`'initially ' || quote_literal(g.agginitval)`,
  sql`'by ' || ${routineName(sql`g.aggtransfn`)}`,
  sql`'combined by ' || ${routineName(sql`g.aggcombinefn`)}`,
  sql`'serialised by ' || ${routineName(sql`g.aggserialfn`)}`,
  sql`'deserialised by ' || ${routineName(sql`g.aggdeserialfn`)}`,
])

const FINAL = words([
  sql`'final ' || ${routineName(sql`g.aggfinalfn`)}`,
  sql`case when g.aggfinalextra then 'with extra arguments' end`,
  sql`'modify ' || g.aggfinalmodify::text`,
])

const MOVING = sql`case when g.aggmtransfn <> 0 then ${words([
  sql`'moving state ' || format_type(g.aggmtranstype, null)`,
  sql`'size ' || nullif(g.aggmtransspace, 0)`,
  sql`'initially ' || quote_literal(g.aggminitval)`,
  sql`'by ' || ${routineName(sql`g.aggmtransfn`)}`,
  sql`'inverse ' || ${routineName(sql`g.aggminvtransfn`)}`,
  sql`'final ' || ${routineName(sql`g.aggmfinalfn`)}`,
  sql`case when g.aggmfinalextra then 'with extra arguments' end`,
  sql`'modify ' || g.aggmfinalmodify::text`,
])} end`
