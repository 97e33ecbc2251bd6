/** What the schema cannot say of `where`, `missing`, `except`, conflict strategies and tolerances. */
import type { JsonPath } from '../workspace/definitionSource'
import type { Fault } from '../workspace/schemaFaults'
import { has, isObject, list, member } from '../workspace/jsonParts'
import { EVERY_FIELD, PERCENT } from './readRules'

/** Faults of the whole mapping. */
export function examineRules(json: unknown): readonly Fault[] {
  return [...examineEveryField(json), ...examineMissing(json)]
}

function examineEveryField(json: unknown): readonly Fault[] {
  const places = list(member(json, 'fields')).flatMap((field, index) =>
    field === EVERY_FIELD ? [index] : [],
  )
  const faults = places.slice(1).map((index) => ({
    path: ['fields', index],
    message: `"${EVERY_FIELD}" is in the list twice`,
    mend: 'remove one of them',
  }))
  if (places.length > 0 || !has(json, 'except')) return faults
  return [
    ...faults,
    {
      path: ['except'],
      at: 'name',
      message: `"except" belongs to "fields": "${EVERY_FIELD}"`,
      mend: `remove it, or add "${EVERY_FIELD}" to "fields"`,
    },
  ]
}

function examineMissing(json: unknown): readonly Fault[] {
  const missing = member(json, 'missing')
  const deletes = member(missing, 'inSource') === 'delete'
  return [
    ...(deletes ? hiddenPartners(json) : limitOfNothing(missing)),
    ...deleteLimitFaults(member(missing, 'deleteLimit')),
  ]
}

/** Rows of the target would be deleted whose partners are there and only hidden. */
function hiddenPartners(json: unknown): readonly Fault[] {
  if (!has(member(json, 'source'), 'where') || has(member(json, 'target'), 'where')) return []
  return [
    {
      path: ['missing', 'inSource'],
      message:
        '"delete" with a "where" on the source alone would delete the partners of hidden rows',
      mend: 'write the same condition as the "where" of the target, or "true" where that is meant',
    },
  ]
}

function limitOfNothing(missing: unknown): readonly Fault[] {
  if (!has(missing, 'deleteLimit')) return []
  const message = '"deleteLimit" belongs to "inSource": "delete"'
  return [{ path: ['missing', 'deleteLimit'], at: 'name', message }]
}

function deleteLimitFaults(limit: unknown): readonly Fault[] {
  if (typeof limit !== 'string' || limit === '' || PERCENT.test(limit)) return []
  const path = ['missing', 'deleteLimit']
  return [{ path, message: `"${limit}" is no part of a whole`, mend: 'write it as "25%"' }]
}

/** A tolerance is one thing. Whether its amount suits the column's type is known when the table is. */
export function examineTolerance(tolerance: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(tolerance)) return []
  const kinds = ['absolute', 'relative', 'seconds'] as const
  const given = kinds.filter((kind) => has(tolerance, kind))
  const isUnknown = Object.keys(tolerance).some(
    (key) => !(kinds as readonly string[]).includes(key),
  )
  if (given.length === 1 || (given.length === 0 && isUnknown)) return []
  const message = `a tolerance is one of ${kinds.map((kind) => `"${kind}"`).join(', ')}`
  return [{ path, message }]
}
