/** Errors of rows that are read: the SQL that a mapping's user has written may have no value for one of them. */
import { isDatabaseError } from '../database/errors'
import { DefinitionError } from '../util/errors'
import type { JsonPath } from '../workspace/definitionSource'
import type { Mapping } from './mapping'

const MEND = 'write it so that it has a value for every row, with nullif or case where it needs one'

/** What to throw instead of an error of a database: it names the places of the definition, where there are any. */
export function blameSql(mapping: Mapping, error: unknown): unknown {
  if (!isDatabaseError(error, 'data')) return error
  const places = placesOf(mapping)
  if (places.length === 0) return error
  return new DefinitionError(
    places.map(({ path, what }) =>
      mapping.definition.problemAt(
        path,
        `reading the rows failed, and ${what} may have no value for one of them: ${error.message}`,
        MEND,
      ),
    ),
    { cause: error },
  )
}

interface Place {
  readonly path: JsonPath
  readonly what: string
}

const SIDES = ['source', 'target'] as const

function placesOf(mapping: Mapping): readonly Place[] {
  const places: Place[] = []
  for (const side of SIDES)
    if (mapping[side].where !== undefined)
      places.push({ path: [side, 'where'], what: 'the condition' })
  for (const [index, field] of mapping.fields.entries())
    if ('expression' in field)
      places.push({ path: ['fields', index, 'expression'], what: 'the expression' })
  for (const [index, { on }] of (mapping.match ?? []).entries())
    for (const [column, values] of on.entries())
      for (const side of SIDES)
        if ('expression' in values[side])
          places.push({
            path: ['match', index, 'on', column, side, 'expression'],
            what: 'the expression',
          })
  return places
}
