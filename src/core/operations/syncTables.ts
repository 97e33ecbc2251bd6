/** The tables that a sync of an Airtable base needs: what is missing, and making it. */
import type { AirtableSync } from '../airtable/definition/airtableSync'
import { syncLogStatement, tableStatements } from '../airtable/schema/tableStatements'
import { SYNC_LOG } from '../airtable/store/syncLog'
import type { Session } from '../database/session'
import { sql } from '../database/sql'
import { UsageError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { nameOfEnvironment } from './current'
import { readAirtableSync } from './definitions'
import type { ApplyOptions } from './results'
import { targetRequirement, withWritableTarget, type TargetRequirement } from './writableTarget'

export interface MissingSyncTables {
  readonly requirement: TargetRequirement
  /** They would make what is missing; none where all is there. */
  readonly statements: readonly string[]
}

/** What is missing, and what has to be asked before it is made. Changes nothing. */
export async function planSyncTables(
  workspace: Workspace,
  path: string,
  options: WorkOptions = {},
): Promise<MissingSyncTables> {
  const sync = await readNamedSync(workspace, path, options)
  const { requirement, found } = await targetRequirement(workspace, sync.target, options, (end) =>
    missingStatements(end.session, sync),
  )
  return { requirement, statements: found }
}

/** Makes what is missing, all of it or nothing, and the ledger. Gives the statements that were run. */
export async function ensureSyncTables(
  workspace: Workspace,
  path: string,
  options: WorkOptions & Pick<ApplyOptions, 'confirm'> = {},
): Promise<readonly string[]> {
  const sync = await readNamedSync(workspace, path, options)
  return withWritableTarget(workspace, sync.target, options, ({ session }) =>
    session.transaction('write', async () => {
      const statements = await missingStatements(session, sync)
      for (const statement of statements) await session.execute(sql`${sql.raw(statement)}`)
      return statements
    }),
  )
}

/** A sync whose target has a name. */
export async function readNamedSync(
  workspace: Workspace,
  path: string,
  options: WorkOptions,
): Promise<AirtableSync> {
  const sync = await readAirtableSync(workspace, path)
  const environment = await nameOfEnvironment(workspace, sync.target.environment, 'write', options)
  return Object.freeze({ ...sync, target: { ...sync.target, environment } })
}

async function missingStatements(session: Session, sync: AirtableSync): Promise<readonly string[]> {
  if (session.dialect.language !== 'postgres')
    throw new UsageError('an Airtable sync writes to PostgreSQL only', {
      mend: 'choose another environment as "target"',
    })
  const { schema } = sync.target
  const missing = new Set<string>()
  for (const name of [...sync.tables.map(({ table }) => table), SYNC_LOG]) {
    const columns = await session.dialect.readColumnNames(session, { schema, name })
    if (columns === undefined) missing.add(name)
  }
  return [
    ...tableStatements(sync, (table) => missing.has(table)),
    ...(missing.has(SYNC_LOG) ? [syncLogStatement(sync)] : []),
  ]
}
