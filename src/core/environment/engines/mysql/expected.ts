/** What another environment is expected to have of a database's objects. */
import type { MysqlObject } from '../../../schema/inventory/mysql/mysqlObject'
import { disabledEvent } from '../../../schema/recreate/mysql/recreationSteps'
import type { Expectation } from '../cloneEngine'
import type { Homonyms } from './homonyms'
import { withNewNames } from './names'

/** Names of databases are part of definitions. */
export function expectedObjects(
  objects: readonly MysqlObject[],
  { names, cloned }: Expectation,
  homonyms: Homonyms,
): readonly MysqlObject[] {
  const renamed = objects.map((object) => ofItself(withNewNames(object, names, homonyms)))
  return cloned ? renamed.map(waiting) : renamed
}

/** An event as it is made: it runs when somebody enables it. */
export function waiting(object: MysqlObject): MysqlObject {
  if (object.kind !== 'event') return object
  const statements = object.statements.map((one) => ({ ...one, text: disabledEvent(one.text) }))
  const isSame = statements.every(({ text }, index) => text === object.statements[index]?.text)
  return isSame ? object : { ...object, statements }
}

/** A grant on a pattern of names is the server's: it fits another database's name or does not. */
export function ofItself(object: MysqlObject): MysqlObject {
  if (object.kind !== 'database') return object
  const grants = object.grants.filter((grant) => !/ ON `(?:[^`]|``)*`\.\* TO /.test(grant))
  return { ...object, grants }
}
