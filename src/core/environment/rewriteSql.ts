/** SQL that names databases by their base names, for people who run it elsewhere. */
import { rewriteDatabaseNames } from '../schema/tokens/databaseNames'
import { describeEndpoint } from '../workspace/endpointOf'
import { findEnvironment } from '../workspace/findEnvironment'
import type { Workspace } from '../workspace/workspace'
import { resolveNames } from './resolveNames'

export interface RewrittenSql {
  readonly environment: string
  readonly sql: string
  /** How many names were given others. */
  readonly replaced: number
  /** Base names that stand in texts, where they are left as they are. */
  readonly mentioned: readonly string[]
}

/**
 * Gives databases the names that they have in an environment, where their base names qualify another name: `data.jobs` in
 * MySQL's SQL, `data.public.jobs` in PostgreSQL's. Texts and comments stay as they are.
 */
export async function rewriteSql(
  workspace: Workspace,
  environment: string,
  sql: string,
  signal?: AbortSignal,
): Promise<RewrittenSql> {
  const { databases } = await resolveNames(workspace, environment, { signal })
  const { engine } = describeEndpoint(workspace, findEnvironment(workspace, environment))
  const language = engine === 'mysql' ? 'mysql' : 'postgres'
  const names = new Map(Object.entries(databases).filter(([base, fullName]) => base !== fullName))
  const { sql: written, replaced, mentions } = rewriteDatabaseNames(sql, names, { language })
  const mentioned = [...new Set(mentions.map(({ name }) => name))]
  return { environment, sql: written, replaced, mentioned }
}
