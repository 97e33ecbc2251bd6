/** Names in a definition that name nothing. */
import { suggest } from '../../util/nearMiss'
import type { JsonPath } from '../../workspace/definitionSource'
import { isObject, list } from '../../workspace/jsonParts'
import type { Fault } from '../../workspace/schemaFaults'

/** Faults of names in a list that nothing has. */
export function unknown(
  names: unknown,
  path: JsonPath,
  what: 'source' | 'column',
  known: readonly string[],
): readonly Fault[] {
  return list(names).flatMap((name, index) =>
    typeof name === 'string' && !known.includes(name)
      ? [{ path: [...path, index], message: missing(what, name), ...mendOf(name, known) }]
      : [],
  )
}

/** As `unknown`, of the names of members. */
export function unknownMembers(
  value: unknown,
  path: JsonPath,
  what: 'source' | 'column',
  known: readonly string[],
): readonly Fault[] {
  return (isObject(value) ? Object.keys(value) : [])
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: [...path, name],
      at: 'name' as const,
      message: missing(what, name),
      ...mendOf(name, known),
    }))
}

function missing(what: 'source' | 'column', name: string): string {
  return what === 'source'
    ? `there is no source "${name}"`
    : `there is no column "${name}" in "fields"`
}

function mendOf(name: string, known: readonly string[]): { readonly mend?: string } {
  const mend = suggest(name, known)
  return mend === undefined ? {} : { mend }
}
