/** What differs between the objects of two databases. */
import { describeObject, type SchemaObject } from './schemaObject'

export interface ObjectDifference extends Omit<SchemaObject, 'definition'> {
  /** `removed`: only the first database has it; `added`: only the second has it. */
  readonly change: 'added' | 'removed' | 'changed'
  /** Empty where the first database does not have it. */
  readonly first: string
  /** Empty where the second database does not have it. */
  readonly second: string
}

/** Compares object by object. Sorted by kind, schema and name. */
export function compareObjects(
  first: readonly SchemaObject[],
  second: readonly SchemaObject[],
): readonly ObjectDifference[] {
  const [before, after] = [byName(first), byName(second)]
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => {
    const difference = differenceOf(before.get(name), after.get(name))
    return difference === undefined ? [] : [difference]
  })
}

function differenceOf(
  first: SchemaObject | undefined,
  second: SchemaObject | undefined,
): ObjectDifference | undefined {
  const either = first ?? second
  if (either === undefined || first?.definition === second?.definition) return undefined
  const { kind, schema, name } = either
  const change = first === undefined ? 'added' : second === undefined ? 'removed' : 'changed'
  return {
    ...{ kind, schema, name, change },
    first: first?.definition ?? '',
    second: second?.definition ?? '',
  }
}

function byName(objects: readonly SchemaObject[]): ReadonlyMap<string, SchemaObject> {
  const named = new Map<string, SchemaObject>()
  for (const object of objects) {
    const name = describeObject(object)
    // Two of one name would hide each other.
    if (named.has(name)) throw new Error(`there are two objects "${name}"`)
    named.set(name, object)
  }
  return named
}
