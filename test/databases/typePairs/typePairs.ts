/** Types of both engines in pairs, with values at their edges and what becomes of each. */
import type { Language } from '../../helpers/engines'
import { mysqlToMysql } from './mysqlToMysql'
import { mysqlToPostgres } from './mysqlToPostgres'
import type { TypePair } from './pair'
import { postgresToMysql } from './postgresToMysql'
import { postgresToPostgres } from './postgresToPostgres'

export const typePairs: Readonly<Record<`${Language} to ${Language}`, readonly TypePair[]>> = {
  'postgres to postgres': postgresToPostgres,
  'postgres to mysql': postgresToMysql,
  'mysql to postgres': mysqlToPostgres,
  'mysql to mysql': mysqlToMysql,
}
