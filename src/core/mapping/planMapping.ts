/** The mapping planner: compares two tables by key and yields the updates that carry the fields over. */
import { displayTable, type Table } from '../database/table'
import type {
  PlanConclusion,
  PlanHeader,
  PlanItem,
  StrategyChoice,
  StrategyName,
} from '../plan/plan'
import { throwIfAborted } from '../util/errors'
import { throttleProgress, type WorkOptions } from '../util/progress'
import type { BackHeader } from '../plan/writePlanFile'
import { backHeaderOf, commonStatePlace, directionsOf, goesBothWays } from './bothWays/directions'
import { judgeDirections } from './bothWays/judgeDirections'
import { blameSql } from './blameSql'
import { createComparer } from './compareRow'
import { conclude } from './conclude'
import { countEnumErrors } from './enumErrors'
import type { Mapping, TableEndpoint } from './mapping'
import { compareByMatching } from './matching/compareByMatching'
import { newCounts } from './mergeCounts'
import { resolveEnds, type OpenEnd } from './resolveEnds'
import type { ResolvedMapping } from './resolveMapping'
import { chooseStrategy, type StrategyWish } from './strategies/choose'
import { compareByHash } from './strategies/hash'
import { compareByMerge } from './strategies/merge'
import { compareByPartition } from './strategies/partition'
import { compareByProbe } from './strategies/probe'
import type { Comparison, Strategy } from './strategies/strategy'
import { typeTable } from './typeTable'

export interface PlannedMapping {
  readonly header: PlanHeader
  readonly stream: AsyncGenerator<PlanItem, PlanConclusion>
  /** Where values may go back: what the plan of the other direction begins with. */
  readonly back: BackHeader | undefined
}

export interface PlanMappingOptions extends WorkOptions {
  /** How to compare; by default the planner chooses. */
  readonly strategy?: StrategyWish | undefined
}

/**
 * Reads both structures and matches the definition with them; the rows are read as the stream is consumed.
 * Both sessions must stay in their transactions until then. Never writes. Throws `DefinitionError` when a name
 * or a type does not fit, `UsageError` when the strategy cannot be used, and `DatabaseError`. The stream throws
 * `OtherStrategyNeeded` where the rows show that it has to begin again.
 */
export async function planMapping(
  mapping: Mapping,
  source: OpenEnd,
  target: OpenEnd,
  options: PlanMappingOptions,
): Promise<PlannedMapping> {
  const resolved = await resolveEnds(mapping, source, target)
  const { choice, hashing } = await chooseStrategy(resolved, source, target, options.strategy)
  const header = headerOf(resolved, source, target, choice)
  return {
    header,
    stream: compareRows(choice.name, { resolved, source, target, hashing }, options),
    back: goesBothWays(resolved) ? backHeaderOf(resolved, header) : undefined,
  }
}

function headerOf(
  resolved: ResolvedMapping,
  source: OpenEnd,
  target: OpenEnd,
  strategy: StrategyChoice,
): PlanHeader {
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
    key: keyNames(resolved),
    fields: resolved.fields.map((field) => field.target.name),
    strategy,
    types: typeTable(resolved),
    ...(goesBothWays(resolved) && { commonState: commonStatePlace(resolved, source.identity) }),
  }
}

/** The columns by which the changes name the target's rows. */
function keyNames({ keys, matching }: ResolvedMapping): readonly string[] {
  const columns = matching?.own.target ?? keys.map((key) => key.target)
  return columns.map(({ name }) => name)
}

const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = {
  merge: compareByMerge,
  partition: compareByPartition,
  hash: compareByHash,
  probe: compareByProbe,
}

async function* compareRows(
  name: StrategyName,
  ends: Pick<Comparison, 'resolved' | 'source' | 'target' | 'hashing'>,
  { signal, onProgress }: WorkOptions,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const { resolved, source, target } = ends
  const { keys, fields, targetTable, matching } = resolved
  const counts = newCounts(
    fields.map((field) => field.target.name),
    matching?.matchers.map((matcher) => matcher.name),
  )
  const report = throttleProgress(onProgress)
  const compare = matching === undefined ? STRATEGIES[name] : compareByMatching
  const items = compare({
    ...ends,
    comparer: createComparer(resolved),
    counts,
    merge: {
      table: displayTable(targetTable),
      keyNames: keyNames(resolved),
      sourceKeyNullable: keys.some((key) => key.source.nullable),
      targetKeyNullable: keys.some((key) => key.target.nullable),
    },
    onRows: (ours, theirs) => {
      // What is done here with rows that were read before is no server's to cancel.
      throwIfAborted(signal)
      report(() => ({
        message: `comparing: ${ours} rows of the source, ${theirs} of the target`,
      }))
    },
  })
  const judged = judgeDirections(directionsOf(resolved, source, target), items, counts)
  try {
    yield* countEnumErrors(judged, resolved, counts)
  } catch (error) {
    throw blameSql(resolved.mapping, error)
  }
  return conclude(resolved, counts)
}
