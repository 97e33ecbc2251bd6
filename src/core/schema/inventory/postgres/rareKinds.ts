/** Kinds of objects that most databases have none of. To plan the questions about them takes longer than to look whether there are any. */
import { textOf, type Session } from '../../../database/session'
import { sql, type Sql } from '../../../database/sql'
import { accessMethods } from './accessMethods'
import { aggregates } from './aggregates'
import { casts } from './casts'
import { collations } from './collations'
import { conversions } from './conversions'
import { domains } from './domains'
import { eventTriggers } from './eventTriggers'
import { foreignDataWrappers, foreignServers, userMappings } from './foreignServers'
import { languages } from './languages'
import { largeObjects } from './largeObjects'
import { operatorClasses, operatorFamilies } from './operatorClasses'
import { operators } from './operators'
import { publications } from './publications'
import type { ObjectsQuery } from './query'
import { statistics } from './statistics'
import {
  textSearchConfigurations,
  textSearchDictionaries,
  textSearchParsers,
  textSearchTemplates,
} from './textSearch'
import { transforms } from './transforms'

/** With what is there, in the catalogue, of each: nothing that was made after the server itself has a smaller id. */
const RARE: readonly (readonly [ObjectsQuery, Sql])[] = [
  [aggregates, sql`pg_aggregate where aggfnoid >= 16384`],
  [domains, sql`pg_type where oid >= 16384 and typtype = 'd'`],
  [casts, sql`pg_cast where oid >= 16384`],
  [operators, sql`pg_operator where oid >= 16384`],
  [operatorClasses, sql`pg_opclass where oid >= 16384`],
  [operatorFamilies, sql`pg_opfamily where oid >= 16384`],
  [collations, sql`pg_collation where oid >= 16384`],
  [conversions, sql`pg_conversion where oid >= 16384`],
  [textSearchParsers, sql`pg_ts_parser where oid >= 16384`],
  [textSearchTemplates, sql`pg_ts_template where oid >= 16384`],
  [textSearchDictionaries, sql`pg_ts_dict where oid >= 16384`],
  [textSearchConfigurations, sql`pg_ts_config where oid >= 16384`],
  [languages, sql`pg_language where oid >= 16384`],
  [transforms, sql`pg_transform where oid >= 16384`],
  [accessMethods, sql`pg_am where oid >= 16384`],
  [eventTriggers, sql`pg_event_trigger`],
  [statistics, sql`pg_statistic_ext`],
  [foreignDataWrappers, sql`pg_foreign_data_wrapper where oid >= 16384`],
  [foreignServers, sql`pg_foreign_server`],
  // Not everybody may read the mappings themselves, and each belongs to a server.
  [userMappings, sql`pg_foreign_server`],
  [publications, sql`pg_publication`],
  [largeObjects, sql`pg_largeobject_metadata`],
]

export interface PresentKinds {
  /** The same for the same kinds. */
  readonly key: string
  readonly queries: readonly ObjectsQuery[]
}

/** The questions that have an answer in the session's database. */
export async function presentKinds(session: Session): Promise<PresentKinds> {
  const { rows } = await session.execute(
    sql`select ${sql.join(
      RARE.map(
        ([, place], at) => sql`(exists (select from ${place}))::text as ${sql.id(`is${at}`)}`,
      ),
    )}`,
    { prepared: true },
  )
  const [row = {}] = rows
  const present = RARE.map((_, at) => textOf(row, `is${at}`) === 'true')
  return {
    key: present.map(Number).join(''),
    queries: RARE.flatMap(([query], at) => (present[at] === true ? [query] : [])),
  }
}
