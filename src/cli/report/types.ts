/** Fields whose types differ, if only in what they can hold: what becomes of their values. */
import type { Plan } from '../../core/index'
import { visible } from './visible'

/** Empty where every field has the same values on both sides. */
export function typeLines({ types = [] }: Plan): readonly string[] {
  const differing = types.filter(
    ({ kind, source, target, note }) => kind !== 'equal' || source !== target || note !== undefined,
  )
  if (differing.length === 0) return []
  return [
    '',
    'Types:',
    ...differing.map(({ field, source, target, kind, note }) => {
      const told = note === undefined ? kind : `${kind}: ${note}`
      return `  ${visible(field)}: ${visible(source)} → ${visible(target)} (${visible(told)})`
    }),
  ]
}
