import { readMysqlInventory } from '../../../src/core/schema/inventory/mysql/readInventory'
import type { SchemaObject } from '../../../src/core/schema/inventory/schemaObject'
import type { Engine, TestDatabase } from '../../helpers/engines'
import { loadTorture, TORTURE_ROLES, TORTURE_USERS } from '../../helpers/torture'
import { borrow } from './setUp'

export function nameIn(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}

export function inventoryOf(url: string): Promise<readonly SchemaObject[]> {
  return borrow(url, 'read', (session) => readMysqlInventory(session, nameIn(url)))
}

/** Databases with the torture schema, and the other one that some of its objects name. */
export function tortureDatabases(engine: Engine): {
  load(): Promise<TestDatabase>
  /** One without any object. */
  empty(): Promise<TestDatabase>
  other(): Promise<TestDatabase>
  drop(): Promise<void>
} {
  const databases: TestDatabase[] = []
  let creating: Promise<TestDatabase> | undefined
  const other = () => (creating ??= engine.createDatabase())

  async function empty(): Promise<TestDatabase> {
    const database = await engine.createDatabase()
    databases.push(database)
    return database
  }

  async function load(): Promise<TestDatabase> {
    const names = { other: nameIn((await other()).url) }
    const database = await empty()
    const session = await engine.connect(database.adminUrl)
    try {
      await loadTorture(session, { ...names, database: nameIn(database.url) })
    } finally {
      await session.close()
    }
    return database
  }

  /** Foreign keys are to the other one, which goes last. */
  async function drop(): Promise<void> {
    for (const one of databases) await one.drop()
    const { adminUrl } = await other()
    for (const user of TORTURE_USERS) await engine.query(adminUrl, `drop user if exists ${user}`)
    for (const role of TORTURE_ROLES) await engine.query(adminUrl, `drop role if exists ${role}`)
  }

  return { load, empty, other, drop }
}
