import {
  familyOf as postgresFamily,
  limitsOf as postgresLimits,
} from '../../../src/core/database/dialects/postgres/types'
import {
  familyOf as mysqlFamily,
  limitsOf as mysqlLimits,
} from '../../../src/core/database/dialects/mysql/types'
import type { CarriedType } from '../../../src/core/schema/carry'

type Measures = Partial<Pick<CarriedType, 'precision' | 'scale' | 'length' | 'labels'>>

/** A column of PostgreSQL by its type's name in the catalogue, with the facts that its dialect gives. */
export function postgres(baseType: string, measures: Measures = {}): CarriedType {
  const limits = postgresLimits(baseType, measures.precision)
  const family = postgresFamily(baseType)
  return { family, castType: baseType, ...measures, ...(limits !== undefined && { limits }) }
}

export interface MysqlFacts extends Measures {
  readonly unsigned?: true
  readonly characterSet?: string
  readonly bytes?: number
}

/** A column of MySQL by its data type, with the facts that its dialect gives. */
export function mysql(dataType: string, facts: MysqlFacts = {}): CarriedType {
  const { unsigned = false, characterSet, bytes, ...measures } = facts
  const limits = mysqlLimits({ dataType, isUnsigned: unsigned, characterSet, bytes })
  const family = mysqlFamily(dataType)
  return { family, castType: dataType, ...measures, ...(limits !== undefined && { limits }) }
}
