/** Transforms as functions on exact text, compiled once for a mapping. */
import type { CarriedType } from '../../schema/carry'
import type { Value } from '../../util/value'
import { COMPILERS, type TextStep } from './compileTransform'
import type { Transform, TransformName, TransformOf } from './transform'
import type { Transformed } from './transformed'

/** All steps as one function. The first step that a value does not pass ends it with the reason. */
export function compileTransforms(transforms: readonly Transform[]): (value: Value) => Transformed {
  const steps = transforms.map(compileTransform)
  return (value) => {
    let current = value
    for (const step of steps) {
      const given = attempt(step, current)
      if (isRefused(given)) return given
      current = given
    }
    return { value: current }
  }
}

/** The type of what the steps give. It is the text's, which other types are read from, but after `boolean`. */
export function transformedType(transforms: readonly Transform[]): CarriedType {
  return transforms.at(-1)?.name === 'boolean'
    ? { family: 'boolean', castType: 'boolean' }
    : { family: 'text', castType: 'text' }
}

/** JavaScript's texts have a greatest length; a row that passes it is one bad row and not the end of a run. */
function attempt(step: CompiledStep, value: Value): ReturnType<TextStep> {
  try {
    return step(value)
  } catch (error) {
    if (error instanceof RangeError) return { invalid: 'the transformed text is too long' }
    throw error
  }
}

type CompiledStep = (value: Value) => ReturnType<TextStep>

/** Null has nothing to transform, and only `default` knows what to do with it. */
function compileTransform(transform: Transform): CompiledStep {
  if (transform.name === 'default') return (value) => value ?? transform.value
  const step = compileNamed(transform.name, transform)
  return (value) => (value === null ? null : step(value))
}

function compileNamed<Name extends TransformName>(name: Name, transform: Transform): TextStep {
  return COMPILERS[name](transform as TransformOf<Name>)
}

function isRefused(given: ReturnType<TextStep>): given is Exclude<typeof given, Value> {
  return typeof given === 'object' && given !== null
}
