/** Functions, also those that aggregate, procedures and packages. */
import { textOf, type Session } from '../../../database/session'
import { sql, type Sql } from '../../../database/sql'
import { inDatabase } from './inDatabase'
import type { ObjectKind } from '../schemaObject'
import type { UngrantedObject } from './mysqlObject'
import { showCreate } from './showCreate'

/** What the catalogue calls them, how one asks for their statement, and the column that it comes in. */
const TYPES: Readonly<Record<string, readonly [ObjectKind, (name: Sql) => Sql, string]>> = {
  FUNCTION: ['function', (name) => sql`show create function ${name}`, 'Create Function'],
  PROCEDURE: ['procedure', (name) => sql`show create procedure ${name}`, 'Create Procedure'],
  PACKAGE: ['package', (name) => sql`show create package ${name}`, 'Create Package'],
  'PACKAGE BODY': [
    'package',
    (name) => sql`show create package body ${name}`,
    'Create Package Body',
  ],
}

/** A package and its body are one object of two statements: the body has no name of its own. */
export async function readRoutines(
  session: Session,
  database: string,
): Promise<readonly UngrantedObject[]> {
  const { rows } = await session.execute(sql`
select routine_type as routine_type, routine_name as routine_name
from information_schema.routines
where ${inDatabase('routine_schema', database)}
order by routine_type, binary routine_name`)
  const routines = new Map<string, UngrantedObject>()
  for (const row of rows) {
    const type = TYPES[textOf(row, 'routine_type').toUpperCase()]
    if (type === undefined) continue
    const [kind, question, column] = type
    const name = textOf(row, 'routine_name')
    const { statement, reason } = await showCreate(session, question(sql.id(name)), column)
    const before = routines.get(`${kind} ${name}`)
    routines.set(`${kind} ${name}`, {
      kind,
      name,
      statements: [...(before?.statements ?? []), ...(statement === undefined ? [] : [statement])],
      unreadable: [...(before?.unreadable ?? []), ...(reason === undefined ? [] : [reason])],
    })
  }
  return [...routines.values()]
}
