/** The mapping planner: compares two tables by key and yields the updates that carry the fields over. */
import type { Database } from '../database/database'
import type { DatabaseError } from '../database/errors'
import { isDatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import { displayTable, type Table } from '../database/table'
import type { PlanConclusion, PlanHeader, PlanItem } from '../plan/plan'
import type { CarriedType } from '../schema/carry'
import { OrderedRows } from '../source/orderedRows'
import { DefinitionError, type Problem } from '../util/errors'
import { suggest } from '../util/nearMiss'
import { throttleProgress, type WorkOptions } from '../util/progress'
import type { DatabaseIdentity } from '../database/identity'
import { createComparer } from './compareRow'
import { rowHazards, structuralHazards } from './hazards'
import type { Mapping, MappingSummary, TableEndpoint } from './mapping'
import { mergeRows, newCounts, type MergeCounts } from './mergeRows'
import { resolveMapping, type ResolvedMapping } from './resolveMapping'
import { selectExpression, selectSource, selectTarget } from './selectRows'

/** One end, open for reading inside a read-only transaction. */
export interface OpenEnd {
  readonly database: Database<'read'>
  readonly session: Session
  readonly identity: DatabaseIdentity
}

export interface PlannedMapping {
  readonly header: PlanHeader
  readonly stream: AsyncGenerator<PlanItem, PlanConclusion>
}

/**
 * Reads both structures and matches the definition with them; the rows are read as the stream is consumed.
 * Both sessions must stay in their transactions until then. Never writes. Throws `DefinitionError` when a name
 * or a type does not fit, and `DatabaseError`.
 */
export async function planMapping(
  mapping: Mapping,
  source: OpenEnd,
  target: OpenEnd,
  options: WorkOptions,
): Promise<PlannedMapping> {
  const sourceTable = await findTable(mapping, 'source', source)
  const targetTable = await findTable(mapping, 'target', target)
  const types = await readExpressionTypes(mapping, source, sourceTable)
  const resolved = resolveMapping(mapping, sourceTable, targetTable, types)
  return {
    header: headerOf(resolved, source, target),
    stream: compareRows(resolved, source, target, options),
  }
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

/** Asks the source what each SQL expression is; an expression that is none is a problem of the definition. */
async function readExpressionTypes(
  mapping: Mapping,
  { session, database }: OpenEnd,
  table: Table,
): Promise<ReadonlyMap<number, CarriedType>> {
  const types = new Map<number, CarriedType>()
  for (const [index, field] of mapping.fields.entries()) {
    if (!('expression' in field)) continue
    const [column] = await session
      .describe(selectExpression(table, field.expression))
      .catch((error: unknown) => {
        throw expressionError(mapping, index, error)
      })
    if (column === undefined) continue
    const found = await database.dialect.readTypes(session, [column.typeId])
    types.set(index, found.get(column.typeId) ?? { family: 'other', castType: 'text' })
  }
  return types
}

function expressionError(mapping: Mapping, index: number, error: unknown): unknown {
  if (!isDatabaseError(error, 'statement')) return error
  const problem: Problem = mapping.definition.problemAt(
    ['fields', index, 'expression'],
    `the expression is refused: ${(error as DatabaseError).message}`,
    'write one SQL expression over the columns of the source’s row',
  )
  return new DefinitionError([problem])
}

function headerOf(resolved: ResolvedMapping, source: OpenEnd, target: OpenEnd): PlanHeader {
  const { mapping, sourceTable, targetTable } = resolved
  const end = (endpoint: TableEndpoint, { database, identity }: OpenEnd, table: Table) => ({
    environment: endpoint.environment,
    ...(endpoint.database !== undefined && { database: endpoint.database }),
    address: database.address,
    identity,
    tables: [table],
  })
  return {
    kind: 'mapping',
    title: `${mapping.target.table}: ${mapping.source.environment} → ${mapping.target.environment}`,
    definition: { path: mapping.definition.path, hash: mapping.definition.hash },
    source: end(mapping.source, source, sourceTable),
    target: end(mapping.target, target, targetTable),
    key: resolved.keys.map((key) => key.target.name),
    fields: resolved.fields.map((field) => field.target.name),
  }
}

async function* compareRows(
  resolved: ResolvedMapping,
  source: OpenEnd,
  target: OpenEnd,
  { onProgress }: WorkOptions,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const { keys, fields, targetTable } = resolved
  const sourceQuery = selectSource(source.database.dialect, resolved)
  const targetQuery = selectTarget(target.database.dialect, resolved)
  // COPY takes the text as it is: this proves that the user's expressions leave it one statement.
  await source.session.describe(sourceQuery)
  const order = keys.map((key) => key.order)
  const rows = {
    source: new OrderedRows(source.session.copyOut(sourceQuery), order, 'the source'),
    target: new OrderedRows(target.session.copyOut(targetQuery), order, 'the target'),
  }
  const counts = newCounts(fields.map((field) => field.target.name))
  const report = throttleProgress(onProgress)
  try {
    yield* mergeRows(
      {
        ...rows,
        comparer: createComparer(resolved),
        table: displayTable(targetTable),
        keyNames: keys.map((key) => key.target.name),
        sourceKeyNullable: keys.some((key) => key.source.nullable),
        targetKeyNullable: keys.some((key) => key.target.nullable),
        onProgress: () =>
          report(() => ({
            message: `comparing: ${rows.source.count} rows of the source, ${rows.target.count} of the target`,
          })),
      },
      counts,
    )
  } finally {
    await rows.source.close()
    await rows.target.close()
  }
  return {
    summary: summaryOf(counts),
    hazards: [...structuralHazards(resolved), ...rowHazards(counts)],
  }
}

function summaryOf(counts: MergeCounts): MappingSummary {
  const { totalSource, totalTarget, matched, notFound, updated, duplicateKeys, nullKeys } = counts
  return {
    totalSource,
    totalTarget,
    matched,
    notFound,
    updated,
    errors: duplicateKeys + nullKeys + counts.invalidRows,
    duplicateKeys,
    nullKeys,
    fieldUpdates: counts.fieldUpdates,
  }
}
