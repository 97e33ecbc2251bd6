/** What a mapping of both directions needs besides: its common state, and the plan of the other direction. */
import { readCommonRows } from '../../ledger/commonState'
import type { DatabaseIdentity } from '../../database/identity'
import type { Session } from '../../database/session'
import { displayTable } from '../../database/table'
import type { CommonStatePlace, PlanHeader } from '../../plan/plan'
import type { BackHeader } from '../../plan/writePlanFile'
import { sha256 } from '../../util/hash'
import type { OpenEnd } from '../resolveEnds'
import type { ResolvedMapping } from '../resolveMapping'
import type { Directions } from './judgeDirections'

export function goesBothWays({ fields }: Pick<ResolvedMapping, 'fields'>): boolean {
  return fields.some(({ back }) => back !== undefined)
}

export function commonStatePlace(
  resolved: ResolvedMapping,
  source: Pick<DatabaseIdentity, 'server' | 'database'>,
): CommonStatePlace {
  const { environment, database } = resolved.mapping.target
  const id = commonStateId(resolved, source)
  return { id, environment, ...(database !== undefined && { database }) }
}

/** Names the common state in the target's ledger: the same for the same definition, tables and key. */
function commonStateId(
  { mapping, sourceTable, targetTable, keys }: ResolvedMapping,
  source: Pick<DatabaseIdentity, 'server' | 'database'>,
): string {
  const parts = [
    mapping.definition.path,
    ...[source.server, source.database, displayTable(sourceTable), displayTable(targetTable)],
    ...keys.map(({ source: from, target: to }) => `${from.name} ${to.name}`),
  ]
  return sha256(JSON.stringify(parts))
}

export function directionsOf(
  resolved: ResolvedMapping,
  source: OpenEnd,
  target: OpenEnd,
): Directions {
  const id = commonStateId(resolved, source.identity)
  return {
    table: displayTable(resolved.targetTable),
    sourceTable: displayTable(resolved.sourceTable),
    key: resolved.keys,
    fields: resolved.fields.map((field) => field.target.name),
    readCommon: async (keys) =>
      keys.length === 0
        ? new Map()
        : withFreeSession(target, (session) => readCommonRows(session, id, keys)),
  }
}

/** The end's own session is in the middle of its rows; where there is no other one it can be asked all the same. */
async function withFreeSession<T>(
  { database, session }: OpenEnd,
  callback: (session: Session) => Promise<T>,
): Promise<T> {
  if (!database.dialect.capabilities.concurrentSessions) return callback(session)
  return database.withSession((other) => other.transaction('read', () => callback(other)))
}

/** The plan of the other direction: its target is the mapping's source. */
export function backHeaderOf(resolved: ResolvedMapping, header: PlanHeader): BackHeader {
  const { mapping, keys, fields } = resolved
  const { source, target } = header
  if (source === undefined) throw new Error('a mapping has two ends')
  const { kind, definition, commonState } = header
  return {
    header: {
      kind,
      goesBack: true,
      title: `${mapping.source.table}: ${target.environment} → ${source.environment}`,
      ...(definition !== undefined && { definition }),
      ...(commonState !== undefined && { commonState }),
      source: target,
      target: source,
      key: keys.map((key) => key.source.name),
      fields: fields.flatMap(({ back }) => (back === undefined ? [] : [back.column.name])),
    },
    hazardsOf: ({ hazards }) => hazards.filter(({ code }) => code === 'not-atomic-across-servers'),
  }
}
