/** Why a clone is not made, or not called equal, whatever the engine. */
import type { ObjectDifference } from '../../schema/inventory/compareObjects'
import { describeObject, type SchemaObject } from '../../schema/inventory/schemaObject'
import { DatabaseOperationError, RefusedError } from '../../util/errors'
import type { CloneJob } from './cloneEngine'
import { structureDigest } from './structureDigest'

/** A clone is made of what was planned. */
export function requirePlanned(objects: readonly SchemaObject[], { structure }: CloneJob): void {
  if (structureDigest(objects) === structure) return
  throw new RefusedError(
    'plan-structure-changed',
    'the structure of the source has changed since the plan was made',
    { mend: 'plan again' },
  )
}

export function notEqual(differences: readonly ObjectDifference[]): DatabaseOperationError {
  const names = differences.slice(0, 5).map((one) => `${describeObject(one)} (${one.change})`)
  const more = differences.length > 5 ? ` and ${differences.length - 5} more` : ''
  return new DatabaseOperationError(
    'clone-not-equal',
    `the clone is not equal to its source: ${names.join(', ')}${more}`,
    { mend: 'this is a defect of Drydock: please report it with the definitions of these objects' },
  )
}
