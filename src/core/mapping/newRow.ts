/** A row of the source without a partner as a row of the target. */
import type { Row, Value } from '../util/value'
import { carry, nullFault } from './carryField'
import type { Difference } from './difference'
import type { ResolvedMapping } from './resolveMapping'

/** `values` are all that is read of the source's row. Columns that are not mapped are left to their defaults. */
export function newRow({ keys, fields }: ResolvedMapping, values: readonly Value[]): Difference {
  const key = values.slice(0, keys.length)
  const after: [string, Value][] = []
  for (const [index, { target, insert }] of keys.entries()) {
    const carried = insert(key[index] ?? '')
    if ('invalid' in carried)
      return { kind: 'invalid', key, field: target.name, message: carried.invalid }
    after.push([target.name, carried.text])
  }
  for (const field of fields) {
    const { name } = field.target
    const carried = carry(field, values, keys.length)
    const fault = 'invalid' in carried ? carried.invalid : nullFault(field, carried.value)
    if (fault !== undefined) return { kind: 'invalid', key, field: name, message: fault }
    if ('value' in carried) after.push([name, carried.value])
  }
  return { kind: 'inserted', key, after: Object.fromEntries(after) as Row }
}
