/** What another environment is expected to have of a database's objects. */
import type { Session } from '../../../database/session'
import { readPostgresInventory } from '../../../schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import type { Expectation } from '../cloneEngine'
import { redirectedServers } from './foreignServers'

/** A clone has none of these: it does not act on what its source is connected to. */
const CUT: readonly SchemaObject['kind'][] = ['subscription', 'user mapping']

/** Foreign servers that lead to one of the databases are expected to lead to what it is called there. */
export async function readExpected(
  session: Session,
  { names, cloned }: Expectation,
): Promise<readonly SchemaObject[]> {
  const objects = await readPostgresInventory(session)
  const led = names.size === 0 ? [] : await redirectedServers(session, names)
  const kept = cloned ? objects.filter(({ kind }) => !CUT.includes(kind)) : objects
  return kept.map((object) =>
    object.kind === 'foreign server' && led.includes(object.name) ? ledBy(object, names) : object,
  )
}

/** The options of a definition are `name 'value', …`. */
function ledBy(object: SchemaObject, names: Expectation['names']): SchemaObject {
  const definition = object.definition.replace(
    /((?:^options \(|, )dbname )'((?:[^']|'')*)'/m,
    (whole, option: string, quoted: string) => {
      const own = names.get(quoted.replaceAll("''", "'"))
      return own === undefined ? whole : `${option}'${own.replaceAll("'", "''")}'`
    },
  )
  return { ...object, definition }
}
