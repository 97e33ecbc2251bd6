/** The mapping planner: compares two tables by key and yields the updates that carry the fields over. */
import { displayTable, type Table } from '../database/table'
import type { PlanConclusion, PlanHeader, PlanItem } from '../plan/plan'
import { OrderedRows } from '../source/orderedRows'
import { throttleProgress, type WorkOptions } from '../util/progress'
import type { BackHeader } from '../plan/writePlanFile'
import { backHeaderOf, commonStatePlace, directionsOf, goesBothWays } from './bothWays/directions'
import { judgeDirections } from './bothWays/judgeDirections'
import { createComparer } from './compareRow'
import { conclude } from './conclude'
import type { Mapping, TableEndpoint } from './mapping'
import { newCounts } from './mergeCounts'
import { mergeRows } from './mergeRows'
import { resolveEnds, type OpenEnd } from './resolveEnds'
import type { ResolvedMapping } from './resolveMapping'
import { selectSource, selectTarget } from './selectRows'

export interface PlannedMapping {
  readonly header: PlanHeader
  readonly stream: AsyncGenerator<PlanItem, PlanConclusion>
  /** Where values may go back: what the plan of the other direction begins with. */
  readonly back: BackHeader | undefined
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
  const resolved = await resolveEnds(mapping, source, target)
  const header = headerOf(resolved, source, target)
  return {
    header,
    stream: compareRows(resolved, source, target, options),
    back: goesBothWays(resolved) ? backHeaderOf(resolved, header) : undefined,
  }
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
    ...(goesBothWays(resolved) && { commonState: commonStatePlace(resolved, source.identity) }),
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
  // COPY takes the text as it is: this proves that the user's own SQL leaves it one statement.
  await source.session.describe(sourceQuery)
  await target.session.describe(targetQuery)
  const order = keys.map((key) => key.order)
  const rows = {
    source: new OrderedRows(source.session.copyOut(sourceQuery), order, 'the source'),
    target: new OrderedRows(target.session.copyOut(targetQuery), order, 'the target'),
  }
  const counts = newCounts(fields.map((field) => field.target.name))
  const report = throttleProgress(onProgress)
  try {
    const items = mergeRows(
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
    yield* judgeDirections(directionsOf(resolved, source, target), items, counts)
  } finally {
    await rows.source.close()
    await rows.target.close()
  }
  return conclude(resolved, counts)
}
