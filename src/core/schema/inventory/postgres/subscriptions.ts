/** Subscriptions of this database. */
import { sql } from '../../../database/sql'
import { common, lines, words } from './facts'
import { hashed } from './secrets'
import type { ObjectsQuery } from './query'

const SUBSCRIPTION = { catalog: sql`'pg_subscription'::regclass`, oid: sql`s.oid` }

/** How the publisher is reached may hold a password: superusers, who may read it, are given its hash. */
export const subscriptionsAsSuperuser: ObjectsQuery = (version) =>
  read(version, [sql`'connection ' || ${hashed(sql`'connection'`, sql`s.subconninfo`)}`])

export const subscriptions: ObjectsQuery = (version) => read(version, [])

function read(version: number, connection: Parameters<typeof words>[0]) {
  return sql`
select
  'subscription' as kind,
  '' as schema,
  quote_ident(s.subname) as name,
  ${lines([
    words([
      sql`format('create subscription %I', s.subname)`,
      ...connection,
      sql`'publications ' || (select string_agg(quote_ident(l.name), ', ' order by l.name) from unnest(s.subpublications) l(name))`,
    ]),
    words([
      sql`case when s.subenabled then 'enabled' else 'disabled' end`,
      sql`'slot ' || quote_ident(s.subslotname)`,
      sql`'synchronous_commit ' || s.subsynccommit`,
      sql`'binary ' || s.subbinary`,
      sql`'streaming ' || s.substream::text`,
      ...settings(version),
    ]),
    common(SUBSCRIPTION, sql`s.subowner`),
  ])} as definition
from pg_subscription s
join pg_database d on d.oid = s.subdbid
where d.datname = current_database()`
}

function settings(version: number) {
  return [
    ...(version >= 150000
      ? [
          sql`'two_phase ' || (s.subtwophasestate <> 'd')`,
          sql`'disable_on_error ' || s.subdisableonerr`,
        ]
      : []),
    ...(version >= 160000
      ? [
          sql`'origin ' || s.suborigin`,
          sql`'password_required ' || s.subpasswordrequired`,
          sql`'run_as_owner ' || s.subrunasowner`,
        ]
      : []),
    ...(version >= 170000 ? [sql`'failover ' || s.subfailover`] : []),
  ]
}
