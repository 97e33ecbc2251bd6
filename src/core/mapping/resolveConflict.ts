/** A conflict strategy matched with the columns that it needs. */
import type { CarriedType } from '../schema/carry'
import { findCarrier, type Carrier } from '../schema/carry'
import type { JsonPath } from '../workspace/definitionSource'
import type { ConflictStrategy } from './mapping'
import { lookUp, read, report, type Resolution } from './resolution'
import { valueOrder, type ValueOrder } from './valueOrder'

export type ResolvedConflict =
  | {
      readonly kind: 'sourceWins' | 'targetWins' | 'fillEmpty' | 'ask' | 'skipIfTargetChanged'
    }
  | { readonly kind: 'largest' | 'smallest'; readonly order: ValueOrder }
  | NewestBy

export interface NewestBy {
  readonly kind: 'newestBy'
  /** The columns' names. */
  readonly source: string
  readonly target: string
  /** Where their values are in a row, counted after the key. */
  readonly sourceAt: number
  readonly targetAt: number
  readonly carrier: Carrier
  readonly order: ValueOrder
}

/** `path` is where the strategy stands; `type` is the field's in the target; `isTwoWay` says that it goes both ways. Undefined where it does not fit. */
export function resolveConflict(
  resolution: Resolution,
  strategy: ConflictStrategy,
  path: JsonPath,
  type: CarriedType & { readonly name: string },
  isTwoWay: boolean,
): ResolvedConflict | undefined {
  switch (strategy.kind) {
    case 'sourceWins':
    case 'targetWins':
    case 'fillEmpty':
    case 'ask':
      return { kind: strategy.kind }
    case 'largest':
    case 'smallest': {
      const order = valueOrder(type)
      if (order !== undefined) return { kind: strategy.kind, order }
      report(
        resolution,
        path,
        `"${type.name}" is ${type.type ?? type.castType}, which has no order`,
      )
      return undefined
    }
    case 'newestBy':
      return resolveNewestBy(resolution, strategy, path)
    case 'skipIfTargetChanged':
      if (isTwoWay) return { kind: strategy.kind }
      report(
        resolution,
        path,
        '"skipIfTargetChanged" needs to know what both sides last had in common, which only mappings with "direction": "both" record',
        'use another strategy, such as "ask"',
      )
      return undefined
  }
}

function resolveNewestBy(
  resolution: Resolution,
  strategy: Extract<ConflictStrategy, { kind: 'newestBy' }>,
  path: JsonPath,
): NewestBy | undefined {
  const at = [...path, 'newestBy']
  const source = lookUp(resolution, 'source', strategy.source, [...at, 'source'])
  const target = lookUp(resolution, 'target', strategy.target, [...at, 'target'])
  if (source === undefined || target === undefined) return undefined
  const carrier = findCarrier(source, target)
  const order = valueOrder(target)
  if (carrier === undefined || order === undefined) {
    const types = `"${source.name}" is ${source.type} and "${target.name}" is ${target.type}`
    report(resolution, at, `${types}, of which none is newer`)
    return undefined
  }
  const known = findRead(resolution, source.name, target.name)
  const sourceAt = known ?? read(resolution.sourceReads, { column: source })
  const targetAt = known ?? resolution.targetReads.push(target) - 1
  return {
    kind: 'newestBy',
    source: source.name,
    target: target.name,
    sourceAt,
    targetAt,
    carrier,
    order,
  }
}

/** The place where both columns are read already. */
function findRead(
  { sourceReads, targetReads }: Resolution,
  source: string,
  target: string,
): number | undefined {
  const place = sourceReads.findIndex(
    (one, index) =>
      'column' in one &&
      one.asInteger !== true &&
      one.column.name === source &&
      targetReads[index]?.name === target,
  )
  return place < 0 ? undefined : place
}
