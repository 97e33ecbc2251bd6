import { RefusedError } from '../../util/errors'

/** Of tables that a sync needs and that are not there yet. */
export function tablesMissing(names: readonly string[]): RefusedError {
  const quoted = names.map((name) => `"${name}"`)
  const [last = '', ...others] = [...quoted].reverse()
  const all = others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`
  const verb = names.length === 1 ? 'is' : 'are'
  return new RefusedError('tables-missing', `${all} ${verb} not there yet`, {
    mend: 'make them: drydock schema ensure DEFINITION',
  })
}
