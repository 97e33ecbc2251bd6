/** Rewrite rules of tables and views. */
import { sql } from '../../../database/sql'
import { commentOn, isOfUsers, words } from './facts'
import type { PartsQuery } from './query'

const RULE = { catalog: sql`'pg_rewrite'::regclass`, oid: sql`r.oid` }

/** The rule that makes a view is its query; of it only what the query does not say is listed. */
export const rules: PartsQuery = () => sql`
select
  own.relation,
  own.line
from (
  select
    r.ev_class::text as relation,
    concat_ws(E'\n  ', ${words([
      sql`case when r.rulename = '_RETURN' then 'rule "_RETURN"' else pg_get_ruledef(r.oid) end`,
      sql`case r.ev_enabled when 'D' then '(disabled)' when 'R' then '(enable replica)' when 'A' then '(enable always)' end`,
    ])}, ${commentOn(RULE)}) as line
  from pg_rewrite r
  join pg_class c on c.oid = r.ev_class
  join pg_namespace n on n.oid = c.relnamespace
  where ${isOfUsers(sql`n`)}
  order by r.ev_class, r.rulename
) own
where own.line <> 'rule "_RETURN"'`
