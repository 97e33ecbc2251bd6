/** What scripts give the library of calls. They may be in JavaScript, where nothing has looked at it yet. */
import { UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { Row } from '../util/value'

const OPTIONS = ['log', 'signal'] as const

/** A mistyped option would be passed over, and `dryrun` would write. Throws `UsageError`. */
export function requireOptions(options: object, more: readonly string[] = []): void {
  const known = [...OPTIONS, ...more]
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new UsageError(`"${name}" is no option: ${suggest(name, known)}`)
}

/** Callers may give numbers, and what the database would get of them may be another number. Throws `UsageError`. */
export function requireTexts(row: Row, what: string): void {
  const given: unknown = row
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new UsageError(`${what} are no object of texts by column`)
  for (const [name, value] of Object.entries(row) as [string, unknown][])
    if (value !== null && typeof value !== 'string')
      throw new UsageError(`"${name}" is ${typeOf(value)}, and values are texts`, {
        mend: `write it as a text, such as ${JSON.stringify(String(value))}`,
      })
}

function typeOf(value: unknown): string {
  const type = typeof value
  if (type === 'undefined') return type
  return type === 'object' ? 'an object' : `a ${type}`
}
