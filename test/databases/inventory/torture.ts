/** Databases with one of everything. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Session } from '../../../src/core/database/session'
import { openWorkspace, releaseDatabases } from '../../../src/core/index'
import { openEnvironment } from '../../../src/core/operations/openEnd'
import { readPostgresInventory } from '../../../src/core/schema/inventory/postgres/readInventory'
import type { SchemaObject } from '../../../src/core/schema/inventory/schemaObject'
import type { Engine, TestDatabase } from '../../helpers/engines'
import { workspaceFolder } from '../../helpers/temporary'

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/torture')

/** What only some servers can hold. */
export type TorturePart = 'extensions' | 'subscription' | 'since18'

export interface TortureOptions {
  /** Leaves out what a dump does not bring along. */
  readonly dumpable?: boolean
}

/** The major version of a server that the tests own; of others it is not known. */
export function majorOf({ id }: Engine): number {
  return Number(id.replace(/\D/g, ''))
}

/** The parts that an engine can hold beside those that all can. */
export function partsOf(engine: Engine): readonly TorturePart[] {
  if (engine.kind === 'pglite') return ['since18']
  return ['extensions', 'subscription', ...(majorOf(engine) >= 18 ? (['since18'] as const) : [])]
}

/** A new database with everything that the engine can hold, made by its superuser. */
export async function createTorture(
  engine: Engine,
  options: TortureOptions = {},
): Promise<TestDatabase> {
  const database = await engine.createDatabase()
  await loadTorture(engine, database.adminUrl, options)
  return database
}

/** Makes everything that the engine can hold in a database that is there, for its superuser. */
export async function loadTorture(
  engine: Engine,
  url: string,
  { dumpable = false }: TortureOptions = {},
): Promise<void> {
  const parts = partsOf(engine)
  const files = [
    ...['postgres.sql', 'postgres-superuser.sql', 'postgres-icu.sql'],
    ...(parts.includes('extensions') ? ['postgres-extensions.sql'] : []),
    ...(parts.includes('since18') ? ['postgres-18.sql'] : []),
    'postgres-rows.sql',
    ...(dumpable ? [] : ['postgres-not-dumpable.sql']),
    // The last one: from here on the database cannot be dropped.
    ...(parts.includes('subscription') ? ['postgres-subscription.sql'] : []),
  ]
  for (const file of files) await engine.query(url, readFileSync(resolve(FIXTURES, file), 'utf8'))
}

/** A database that subscribes to another cannot be dropped. */
export async function endSubscription(engine: Engine, { adminUrl }: TestDatabase): Promise<void> {
  if (partsOf(engine).includes('subscription'))
    await engine.query(adminUrl, 'drop subscription if exists incoming')
}

/** Lends a session of Drydock's own, which reads one snapshot or writes. */
export async function withSession<T>(
  url: string,
  access: 'read' | 'write',
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const folder = workspaceFolder({
    'drydock.jsonc': { environments: { here: { url: '${env:URL}' } } },
  })
  const host = { variables: { URL: url }, secret: () => Promise.resolve(undefined) }
  try {
    const database = await openEnvironment(await openWorkspace(folder, host), 'here', access)
    return await database.withSession(work)
  } finally {
    await releaseDatabases()
  }
}

export function readInventory(url: string): Promise<readonly SchemaObject[]> {
  return withSession(url, 'read', (session) =>
    session.transaction('read', () => readPostgresInventory(session)),
  )
}
