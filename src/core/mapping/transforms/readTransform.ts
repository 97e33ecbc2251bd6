/** The transforms of a mapping file as steps. */
import type { Transform } from './transform'
import type { TransformFile } from './transformSchema'

export function readTransforms(
  transform: TransformFile | readonly TransformFile[],
): readonly Transform[] {
  return (Array.isArray(transform) ? transform : [transform]).map(transformStep)
}

function transformStep(entry: TransformFile): Transform {
  if (entry === 'number') return { name: 'number', decimal: '.', group: '' }
  if (entry === 'date') return { name: 'date', format: 'YYYY-MM-DD' }
  if (typeof entry === 'string') return { name: entry }
  const { number, date, default: value, lookup, otherwise = 'keep' } = entry
  if (number !== undefined)
    return { name: 'number', decimal: number.decimal ?? '.', group: number.group ?? '' }
  if (date !== undefined) return { name: 'date', format: date }
  if (lookup !== undefined) return { name: 'lookup', values: lookup, otherwise }
  return { name: 'default', value: value ?? '' }
}
