/** Who may do what with the objects of a database. Rights on all of a server's databases belong to the server. */
import { isDatabaseError } from '../../../database/errors'
import type { Session } from '../../../database/session'
import { readAllGrants } from './allGrants'
import type { MysqlObject, UngrantedObject } from './mysqlObject'
import { readOwnGrants } from './ownGrants'

/** A right, and what it is on. */
export interface Grant {
  readonly on: 'database' | 'relation' | 'function' | 'procedure' | 'package'
  /** Empty for the database. */
  readonly name: string
  readonly text: string
}

/** Gives each object its grants. What is on objects that are not there would be theirs once they are: the database has it. */
export async function withGrants(
  session: Session,
  database: string,
  objects: readonly UngrantedObject[],
): Promise<readonly MysqlObject[]> {
  const { grants, isWhole } = await readGrants(session, database)
  const left = new Set(grants.filter(({ name }) => !name.startsWith('drydock_')))
  const granted = objects.map((object): MysqlObject => {
    const own = [...left].filter((grant) => isOn(grant, object))
    for (const grant of own) left.delete(grant)
    return { ...object, grants: own.map(({ text }) => text).sort() }
  })
  const loose = [...left].map(({ text }) => text).sort()
  const doubt = isWhole ? [] : ['this role may read no grants but its own']
  return granted.map((object) =>
    object.kind === 'database'
      ? {
          ...object,
          grants: [...object.grants, ...loose],
          unreadable: [...object.unreadable, ...doubt],
        }
      : object,
  )
}

function isOn({ on, name }: Grant, object: UngrantedObject): boolean {
  if (on === 'relation')
    return ['table', 'sequence', 'view'].includes(object.kind) && object.name === name
  if (on === 'database') return object.kind === 'database'
  // Names of routines do not tell large letters from small ones, and grants keep them as somebody wrote them.
  return object.kind === on && object.name.toLowerCase() === name.toLowerCase()
}

async function readGrants(
  session: Session,
  database: string,
): Promise<{ readonly grants: readonly Grant[]; readonly isWhole: boolean }> {
  try {
    return { grants: await readAllGrants(session, database), isWhole: true }
  } catch (error) {
    if (!isDatabaseError(error, 'permission')) throw error
    return { grants: await readOwnGrants(session, database), isWhole: false }
  }
}
