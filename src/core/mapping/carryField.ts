/** One field's value on its way from a row of the source to the target. */
import type { Value } from '../util/value'
import type { ResolvedField } from './resolveFields'

/** The value as the target reads it, from the values of the source's row. */
export function carry(
  field: ResolvedField,
  values: readonly Value[],
  keys: number,
): { readonly value: Value } | { readonly invalid: string } {
  const given = field.give(values, keys)
  if ('invalid' in given || given.value === null) return given
  const carried = field.carrier.carry(given.value)
  return 'invalid' in carried ? carried : { value: carried.text }
}

/** Why a value cannot be written that is none. */
export function nullFault({ target }: ResolvedField, value: Value): string | undefined {
  if (value !== null || target.nullable) return undefined
  return `the value is null and "${target.name}" is not null`
}

/** Whether a carried value is what the target has. */
export function isSame({ carrier }: ResolvedField, carried: Value, present: Value): boolean {
  if (carried === null || present === null) return carried === present
  return carrier.same(carried, present)
}
