/**
 * A mapping's own SQL, shown to the database before anything is read. Whatever stands in parentheses in the
 * mapping's queries is proved to be one expression, and its type is known.
 */
import { isDatabaseError } from '../database/errors'
import type { Session } from '../database/session'
import type { Sql } from '../database/sql'
import type { Table } from '../database/table'
import type { CarriedType } from '../schema/carry'
import { DefinitionError } from '../util/errors'
import type { JsonPath } from '../workspace/definitionSource'
import type { Mapping } from './mapping'
import { placeOf } from './matching/matchValue'
import type { ExpressionTypes, MatchTypes, Side } from './resolution'
import { castExpression, selectCondition, selectExpression } from './selectRows'

/** Asks the source what each field's SQL expression is. Throws `DefinitionError` when one is none. */
export async function readExpressionTypes(
  mapping: Mapping,
  session: Session,
  table: Table,
): Promise<ExpressionTypes> {
  const types = new Map<number, CarriedType>()
  for (const [index, field] of mapping.fields.entries()) {
    if (!('expression' in field)) continue
    const place: Place = {
      mapping,
      path: ['fields', index, 'expression'],
      what: 'the expression',
      mend: 'write one SQL expression over the columns of the source’s row',
    }
    types.set(index, await expressionType(session, table, field.expression, place))
  }
  return types
}

/** Asks a side what the SQL expressions of the mapping's matchers are. Throws `DefinitionError` when one is none. */
export async function readMatchTypes(
  mapping: Mapping,
  side: Side,
  session: Session,
  table: Table,
): Promise<MatchTypes> {
  const types = new Map<string, CarriedType>()
  for (const [index, { on }] of (mapping.match ?? []).entries())
    for (const [column, { [side]: value }] of on.entries()) {
      if (!('expression' in value)) continue
      const path = ['match', index, 'on', column, side, 'expression']
      const mend = `write one SQL expression over the columns of the ${side}’s row`
      const place: Place = { mapping, path, what: 'the expression', mend }
      types.set(placeOf(path), await expressionType(session, table, value.expression, place))
    }
  return types
}

/** Throws `DefinitionError` where a side's `where` is no condition over the columns of its table. */
export async function checkCondition(
  mapping: Mapping,
  side: Side,
  session: Session,
  table: Table,
): Promise<void> {
  const { where } = mapping[side]
  if (where === undefined) return
  const place: Place = {
    mapping,
    path: [side, 'where'],
    what: 'the condition',
    mend: `write one SQL condition over the columns of the ${side}’s row`,
  }
  const { family, castType } = await typeOf(session, table, where, place)
  // In some languages conditions are numbers.
  if (family !== 'boolean' && family !== 'integer') {
    const message = `the condition is ${castType}, and neither true nor false`
    throw new DefinitionError([mapping.definition.problemAt(place.path, message, place.mend)])
  }
  await describe(session, selectCondition(table, where), place)
}

/** Where the SQL stands in the definition, and what to call it. */
interface Place {
  readonly mapping: Mapping
  readonly path: JsonPath
  readonly what: string
  readonly mend: string
}

/** The type of an expression that has one value for each row: no aggregate, no window, no function of several rows. */
async function expressionType(
  session: Session,
  table: Table,
  expression: string,
  place: Place,
): Promise<CarriedType> {
  const type = await typeOf(session, table, expression, place)
  await describe(session, selectCondition(table, `(\n${expression}\n) is null`), place)
  return type
}

async function typeOf(
  session: Session,
  table: Table,
  expression: string,
  place: Place,
): Promise<CarriedType> {
  const columns = await describe(session, selectExpression(table, expression), place)
  const [column] = columns
  if (column === undefined || columns.length > 1)
    throw refused(place, `it is ${columns.length} expressions`)
  const types = await session.dialect.readTypes(session, [column.typeId])
  const type = types.get(column.typeId) ?? { family: 'other', castType: 'text' }
  if (type.castType === 'record') throw refused(place, 'it is a row of several values')
  await describe(session, castExpression(table, expression), place)
  return type
}

function refused({ mapping, path, what, mend }: Place, why: string): DefinitionError {
  return new DefinitionError([
    mapping.definition.problemAt(path, `${what} is refused: ${why}`, mend),
  ])
}

async function describe(session: Session, query: Sql, place: Place) {
  try {
    return await session.describe(query)
  } catch (error) {
    if (!isDatabaseError(error, 'statement')) throw error
    throw refused(place, error instanceof Error ? error.message : '')
  }
}
