/** A mapping matched with the two databases that it is about. */
import type { Database } from '../database/database'
import type { Capabilities } from '../database/dialect'
import type { DatabaseIdentity } from '../database/identity'
import type { Session } from '../database/session'
import type { Table } from '../database/table'
import { DefinitionError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import { checkCondition, readExpressionTypes, readMatchTypes } from './describeSql'
import type { Mapping } from './mapping'
import { resolveMapping, type ResolvedMapping } from './resolveMapping'

/** One end, open for reading inside a read-only transaction. */
export interface OpenEnd {
  readonly database: Database<'read'>
  readonly session: Session
  readonly identity: DatabaseIdentity
}

/** Reads both structures. Throws `DefinitionError` when a name or a type does not fit, and `DatabaseError`. */
export async function resolveEnds(
  mapping: Mapping,
  source: OpenEnd,
  target: OpenEnd,
): Promise<ResolvedMapping> {
  const sourceTable = await findTable(mapping, 'source', source)
  const targetTable = await findTable(mapping, 'target', target)
  await checkCondition(mapping, 'source', source.session, sourceTable)
  await checkCondition(mapping, 'target', target.session, targetTable)
  const types = await readExpressionTypes(mapping, source.session, sourceTable)
  const matchTypes = new Map([
    ...(await readMatchTypes(mapping, 'source', source.session, sourceTable)),
    ...(await readMatchTypes(mapping, 'target', target.session, targetTable)),
  ])
  const resolved = resolveMapping(mapping, sourceTable, targetTable, types, matchTypes)
  requireFewColumns(resolved, target.database.dialect.capabilities)
  return resolved
}

/** Whatever is written has to be journalled, too; rows that come or go as a whole. */
function requireFewColumns(
  { mapping, fields, targetTable }: ResolvedMapping,
  { mostColumns }: Capabilities,
): void {
  const { inTarget, inSource } = mapping.missing
  const isWhole = inTarget === 'insert' || inSource === 'delete'
  const count = isWhole ? targetTable.columns.length : fields.length
  if (count <= mostColumns) return
  const [path, mend] = isWhole
    ? [['missing'], 'let rows without a partner be reported']
    : [['fields'], 'carry them by several mappings']
  const message = `${count} columns are too many for one change in "${mapping.target.environment}", where ${mostColumns} can be taken back`
  throw new DefinitionError([mapping.definition.problemAt(path, message, mend)])
}

async function findTable(
  mapping: Mapping,
  side: 'source' | 'target',
  { session, database }: OpenEnd,
): Promise<Table> {
  const endpoint = mapping[side]
  const { dialect } = database
  const schema = endpoint.schema ?? (await dialect.findSchema(session, endpoint.table))
  const name = { schema: schema ?? '', name: endpoint.table }
  const table = schema === undefined ? undefined : await dialect.readTable(session, name)
  if (table !== undefined) return table
  const known = await dialect.listTables(session)
  const where = endpoint.schema === undefined ? '' : ` in schema "${endpoint.schema}"`
  throw new DefinitionError([
    mapping.definition.problemAt(
      [side, 'table'],
      `there is no table "${endpoint.table}"${where} in "${endpoint.environment}"`,
      suggest(
        endpoint.table,
        known.map((listing) => listing.name),
      ),
    ),
  ])
}
