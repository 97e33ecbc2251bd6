/** Event triggers. */
import { sql } from '../../../database/sql'
import { common, isMadeLater, isNoMember, lines, routineName, words } from './facts'
import type { ObjectsQuery } from './query'

const EVENT_TRIGGER = { catalog: sql`'pg_event_trigger'::regclass`, oid: sql`e.oid` }

export const eventTriggers: ObjectsQuery = () => sql`
select
  'event trigger' as kind,
  '' as schema,
  quote_ident(e.evtname) as name,
  ${lines([
    words([
      sql`format('create event trigger %I on %s', e.evtname, e.evtevent)`,
      sql`'when tag in (' || (
        select string_agg(quote_literal(tag.name), ', ' order by tag.name collate "C") from unnest(e.evttags) tag(name)) || ')'`,
      sql`'execute function ' || ${routineName(sql`e.evtfoid`)}`,
    ]),
    sql`case e.evtenabled when 'D' then 'disabled' when 'R' then 'enable replica' when 'A' then 'enable always' end`,
    common(EVENT_TRIGGER, sql`e.evtowner`),
  ])} as definition
from pg_event_trigger e
where ${isMadeLater(sql`e.oid`)} and ${isNoMember(EVENT_TRIGGER)}`
