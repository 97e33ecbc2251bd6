/** Transforms as functions on exact text, compiled once for a mapping. */
import { canonicalDecimal } from '../../schema/decimal'
import type { Value } from '../../util/value'
import { compileDateFormat } from './dateFormat'
import type { Transform } from './transform'
import type { Transformed } from './transformed'

type Step = (value: Value) => Transformed

/** All steps as one function. The first step that a value does not pass ends it with the reason. */
export function compileTransforms(transforms: readonly Transform[]): Step {
  const steps = transforms.map(compileTransform)
  return (value) => {
    let current: Transformed = { value }
    for (const step of steps) {
      if ('invalid' in current) return current
      current = step(current.value)
    }
    return current
  }
}

function compileTransform(transform: Transform): Step {
  switch (transform.name) {
    case 'trim':
      return onText((text) => ({ value: text.trim() }))
    case 'upper':
      return onText((text) => ({ value: text.toUpperCase() }))
    case 'lower':
      return onText((text) => ({ value: text.toLowerCase() }))
    case 'nullIfEmpty':
      return onText((text) => ({ value: text === '' ? null : text }))
    case 'number':
      return onText(numberReader(transform))
    case 'date':
      return onText(compileDateFormat(transform.format))
    case 'default':
      return (value) => ({ value: value ?? transform.value })
    case 'lookup':
      return onText(lookupReader(transform))
    default:
      throw new Error(`there is no transform "${transform.name}"`)
  }
}

/** Null has nothing to transform. */
function onText(step: (text: string) => Transformed): Step {
  return (value) => (value === null ? { value } : step(value))
}

function numberReader({ decimal, group }: { decimal: string; group: string }) {
  return (text: string): Transformed => {
    const ungrouped = group === '' ? text.trim() : text.trim().replaceAll(group, '')
    const plain = decimal === '.' ? ungrouped : swapPoint(ungrouped, decimal)
    return plain === undefined || canonicalDecimal(plain) === undefined
      ? { invalid: `"${text}" is not a number` }
      : { value: plain }
  }
}

/** A point that is neither the decimal sign nor the group sign is no part of a number. */
function swapPoint(text: string, decimal: string): string | undefined {
  return text.includes('.') ? undefined : text.replace(decimal, '.')
}

function lookupReader(transform: Extract<Transform, { name: 'lookup' }>) {
  const values = new Map(Object.entries(transform.values))
  return (text: string): Transformed => {
    const found = values.get(text)
    if (found !== undefined) return { value: found }
    if (transform.otherwise === 'null') return { value: null }
    if (transform.otherwise === 'keep') return { value: text }
    return { invalid: `"${text}" is not in the lookup` }
  }
}
