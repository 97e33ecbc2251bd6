import { compileTransforms } from '../../../../../src/core/mapping/transforms/compileTransforms'
import { readTransforms } from '../../../../../src/core/mapping/transforms/readTransform'
import { transformSchema } from '../../../../../src/core/mapping/transforms/transformSchema'
import type { Transformed } from '../../../../../src/core/mapping/transforms/transformed'
import type { Value } from '../../../../../src/core/util/value'

/** A value, or ✗ and the reason why there is none. */
export function shown(result: Transformed): Value {
  return 'invalid' in result ? `✗ ${result.invalid}` : result.value
}

/** What steps make of a value, as a mapping file has them. */
export function applyTransforms(steps: readonly unknown[], value: Value): Value {
  const entries = steps.map((step) => transformSchema.parse(step))
  return shown(compileTransforms(readTransforms(entries))(value))
}
