/** Reads every object of a PostgreSQL database, in a number of statements that does not depend on how many there are. */
import { sql, type Sql } from '../../../database/sql'
import { textOf, textOrNull, type Session } from '../../../database/session'
import type { Row } from '../../../util/value'
import type { ObjectKind, SchemaObject } from '../schemaObject'
import { columns } from './columns'
import { constraints } from './constraints'
import { database } from './database'
import { defaultPrivileges } from './defaultPrivileges'
import { extensions } from './extensions'
import { indexes } from './indexes'
import { policies } from './policies'
import {
  textOfQuery,
  together,
  type ObjectsQuery,
  type PartsQuery,
  type ServerVersion,
} from './query'
import { presentKinds } from './rareKinds'
import { relations } from './relations'
import { routines } from './routines'
import { rules } from './rules'
import { schemas } from './schemas'
import { withSettings } from './settings'
import { sequences } from './sequences'
import { subscriptions, subscriptionsAsSuperuser } from './subscriptions'
import { systemPrivileges } from './systemPrivileges'
import { triggers } from './triggers'
import { types } from './types'

/** In the order in which they stand in a definition. */
const PARTS: readonly PartsQuery[] = [columns, constraints, indexes, policies, rules]

/** Objects with parts. */
const WITH_PARTS: readonly ObjectsQuery[] = [relations, types]

/** Most kinds have few objects; asking for all of them at once saves a journey to the server for each. */
const WITHOUT_PARTS: readonly ObjectsQuery[] = [
  ...[database, schemas, extensions, triggers, routines, defaultPrivileges, systemPrivileges],
]
/** By which kinds are there and what the role may read: putting a question together takes long. */
const combined = new Map<string, ObjectsQuery>()

async function othersOf(session: Session, mayReadConnections: boolean): Promise<ObjectsQuery> {
  const { key, queries } = await presentKinds(session)
  const name = `${key} ${mayReadConnections}`
  const known = combined.get(name)
  if (known !== undefined) return known
  const own = mayReadConnections ? subscriptionsAsSuperuser : subscriptions
  const others = together([...WITHOUT_PARTS, ...queries, own])
  combined.set(name, others)
  return others
}

/**
 * Every object but the system's, the ledger's and the members of extensions; of members of extensions and the system's those
 * whose privileges were changed. Names are qualified and quoted where they need it.
 *
 * Runs in the caller's transaction, on its snapshot. A role that may not read all of the catalogue is told what it may read.
 */
export function readPostgresInventory(session: Session): Promise<readonly SchemaObject[]> {
  return withSettings(session, async () => {
    const { version, mayReadConnections } = await readServer(session)
    const parts: Parts = new Map()
    for (const query of PARTS) await readParts(session, textOfQuery(query, version), parts)
    const rows = await readSequences(session, version, parts)
    const others = await othersOf(session, mayReadConnections)
    for (const query of [...WITH_PARTS, others])
      rows.push(...(await session.execute(textOfQuery(query, version), { prepared: true })).rows)
    return rows.map((row) => objectOf(row, parts))
  })
}

/** Lines by the relation that they belong to. */
type Parts = Map<string, string[]>

interface Server {
  readonly version: ServerVersion
  /** Whether the role may read how publishers of subscriptions are reached. */
  readonly mayReadConnections: boolean
}

async function readServer(session: Session): Promise<Server> {
  const { rows } = await session.execute(sql`
select
  current_setting('server_version_num') as version,
  has_column_privilege('pg_subscription', 'subconninfo', 'select')::text as may_read_connections`)
  const [row = {}] = rows
  return {
    version: Number(textOf(row, 'version')),
    mayReadConnections: textOf(row, 'may_read_connections') === 'true',
  }
}

async function readParts(session: Session, query: Sql, parts: Parts): Promise<void> {
  const { rows } = await session.execute(query, { prepared: true })
  for (const row of rows) addPart(parts, textOf(row, 'relation'), textOf(row, 'line'))
}

function addPart(parts: Parts, relation: string, line: string): void {
  const lines = parts.get(relation)
  if (lines === undefined) parts.set(relation, [line])
  else lines.push(line)
}

/** Those of identity columns become parts of their tables; returned are the others. */
async function readSequences(
  session: Session,
  version: ServerVersion,
  parts: Parts,
): Promise<Row[]> {
  const { rows } = await session.execute(textOfQuery(sequences, version), { prepared: true })
  for (const row of rows) {
    const relation = textOrNull(row, 'part_of')
    if (relation !== null) addPart(parts, relation, textOf(row, 'definition'))
  }
  return rows.filter((row) => textOrNull(row, 'part_of') === null)
}

function objectOf(row: Row, parts: Parts): SchemaObject {
  const relation = textOrNull(row, 'relation')
  const definition = [
    textOf(row, 'definition'),
    ...(relation === null ? [] : (parts.get(relation) ?? [])),
    textOrNull(row, 'after') ?? '',
  ]
  return {
    kind: textOf(row, 'kind') as ObjectKind,
    schema: textOf(row, 'schema'),
    name: textOf(row, 'name'),
    definition: definition.filter((part) => part !== '').join('\n'),
  }
}
