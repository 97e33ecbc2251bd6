/** The fields of a mapping: where their values come from and how they are carried to the target's columns. */
import type { Column } from '../database/table'
import {
  explainRefusal,
  findCarrier,
  integerCarrier,
  type CarriedType,
  type Carrier,
} from '../schema/carry'
import { findToleranceFault, withTolerance } from '../schema/tolerance'
import type { Value } from '../util/value'
import type { JsonPath } from '../workspace/definitionSource'
import { expandFields, type FieldEntry } from './expandFields'
import { resolveOrigin, type FieldSource, type Origin } from './fieldOrigin'
import type { ResolvedMatching } from './matching/resolveMatching'
import { lookUp, report, type Resolution } from './resolution'
import { resolveConflict, type ResolvedConflict } from './resolveConflict'
import type { Transformed } from './transforms/transformed'

export interface ResolvedField {
  readonly target: Column
  /** What is selected from the source's row. */
  readonly source: FieldSource
  /** The type of what `give` gives. */
  readonly sourceType: CarriedType
  /** Tolerates what the definition says. */
  readonly carrier: Carrier
  /** The value is computed by Drydock, and not just what the source has. */
  readonly hasTransform: boolean
  /** Where the target's rows have its value, counted after the key. */
  readonly at: number
  /** The value from what is read of a row of the source, of which the first `keys` values are the key. */
  give(values: readonly Value[], keys: number): Transformed
  readonly conflict: ResolvedConflict
  /** How the target's value goes back, where the field goes both ways. */
  readonly back?: { readonly column: Column; readonly carrier: Carrier }
}

/** Notes a problem for each field that does not fit, and leaves it out. */
export function resolveFields(
  resolution: Resolution,
  matching?: ResolvedMatching,
): readonly ResolvedField[] {
  const drafts = expandFields(resolution, matching).flatMap((entry) =>
    resolveField(resolution, entry),
  )
  // What strategies read comes after all fields, so that fields have the same place on both sides.
  return drafts.flatMap(({ entry, draft }) => {
    const { field, index } = entry
    const { mapping } = resolution
    const [strategy, path] =
      field.conflict === undefined
        ? [mapping.conflict, ['conflict']]
        : [field.conflict, ['fields', index, 'conflict']]
    const isTwoWay = draft.back !== undefined
    const conflict = resolveConflict(resolution, strategy, path, draft.target, isTwoWay)
    return conflict === undefined ? [] : [{ ...draft, conflict }]
  })
}

interface Draft {
  readonly entry: FieldEntry
  readonly draft: Omit<ResolvedField, 'conflict'>
}

function resolveField(resolution: Resolution, entry: FieldEntry): readonly Draft[] {
  const { field, index } = entry
  const target = lookUp(resolution, 'target', field.target, ['fields', index, 'target'])
  const origin = resolveOrigin(resolution, entry)
  if (target === undefined || origin === undefined) return []
  if (target.generated) {
    const message = `"${field.target}" is computed by the database and cannot be written`
    report(resolution, ['fields', index], message, 'leave it out')
    return []
  }
  const carrier = carrierOf(resolution, entry, origin, target)
  if (carrier === undefined) return []
  const { source, type, give, hasTransform } = origin
  const at = resolution.targetReads.push(target) - 1
  const draft = { target, source, sourceType: type, carrier, hasTransform, at, give }
  if ((field.direction ?? resolution.mapping.direction) === 'toTarget')
    return [{ entry, draft: withTruthAsInteger(resolution, entry, draft) }]
  const back = resolveBack(resolution, entry, draft)
  return back === undefined ? [] : [{ entry, draft: { ...draft, back } }]
}

/** Of a truth value that becomes an integer, and nothing else, the source's own server makes it. */
function withTruthAsInteger(
  { sourceReads }: Resolution,
  { field: { tolerance } }: FieldEntry,
  draft: Draft['draft'],
): Draft['draft'] {
  const { source, target, hasTransform } = draft
  if (hasTransform || tolerance !== undefined || !('column' in source)) return draft
  if (source.column.family !== 'boolean' || target.family !== 'integer') return draft
  const read = { column: source.column, asInteger: true } as const
  sourceReads[sourceReads.indexOf(source)] = read
  return { ...draft, source: read, carrier: integerCarrier(target) }
}

/** Only what is just copied can be copied back. */
function resolveBack(
  resolution: Resolution,
  { index }: FieldEntry,
  { source, target, hasTransform }: Draft['draft'],
): ResolvedField['back'] {
  const path = ['fields', index]
  if (hasTransform || !('column' in source)) {
    const message = `"${target.name}" is computed on its way, so that it cannot go back`
    report(resolution, path, message, 'add "direction": "toTarget" to the field')
    return undefined
  }
  const { column } = source
  const carrier = findCarrier(target, column)
  if (column.generated || carrier === undefined) {
    const why = column.generated ? 'is computed by the database' : `is ${column.type}`
    const message = `"${target.name}", which is ${target.type}, cannot go back to "${column.name}", which ${why}`
    report(resolution, path, message, 'add "direction": "toTarget" to the field')
    return undefined
  }
  return { column, carrier }
}

function carrierOf(
  resolution: Resolution,
  { field, index }: FieldEntry,
  { type, typeName }: Origin,
  target: Column,
): Carrier | undefined {
  const path: JsonPath = ['fields', index]
  const carrier = findCarrier(type, target)
  if (carrier === undefined) {
    const message = `${typeName} cannot be carried to "${field.target}", which is ${target.type}`
    report(resolution, path, message, explainRefusal(type, target)?.mend)
    return undefined
  }
  const { tolerance } = field
  if (tolerance === undefined) return carrier
  const fault = findToleranceFault(tolerance, target)
  if (fault === undefined) return withTolerance(carrier, tolerance)
  report(resolution, [...path, 'tolerance'], fault)
  return undefined
}
