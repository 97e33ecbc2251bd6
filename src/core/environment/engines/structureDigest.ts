import { describeObject, type SchemaObject } from '../../schema/inventory/schemaObject'
import { sha256 } from '../../util/hash'

/** A digest of all definitions of a database: another one where anything is different. */
export function structureDigest(objects: readonly SchemaObject[]): string {
  const lines = objects.map((object) => JSON.stringify([describeObject(object), object.definition]))
  return sha256(lines.sort().join('\n')).slice(0, 32)
}
