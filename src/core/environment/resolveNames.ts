/** What the databases of an environment are called there, for programs beside Drydock. */
import { UsageError } from '../util/errors'
import { resolveDatabase } from '../workspace/resolveDatabase'
import type { Workspace } from '../workspace/workspace'
import { environmentDatabases } from './environmentDatabases'

export interface ResolvedNames {
  readonly environment: string
  /** Full names by base name; the registry's own database among them. */
  readonly databases: Readonly<Record<string, string>>
}

export interface ResolveNamesOptions {
  /** Only the database of this base name. */
  readonly base?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** The names of the databases of an environment. Throws `UsageError` where it has none, or not this one. */
export async function resolveNames(
  workspace: Workspace,
  environment: string,
  { base, signal }: ResolveNamesOptions = {},
): Promise<ResolvedNames> {
  if (base !== undefined) {
    const fullName = await resolveDatabase(workspace, environment, base, signal)
    return { environment, databases: { [base]: fullName ?? base } }
  }
  const databases = await environmentDatabases(workspace, environment, signal)
  const own = databases.map(({ base, fullName }) => [base, fullName] as const)
  if (own.length === 0)
    throw new UsageError(`"${environment}" has no databases that are known by name`, {
      mend: 'list them in "databases" of drydock.jsonc, or make the environment with: drydock environment create',
    })
  const { registry } = workspace
  const all =
    registry === undefined ? own : [...own, [registry.database, registry.database] as const]
  return { environment, databases: Object.fromEntries(all) }
}

/** `portfolio_data` as the name of a constant: `PORTFOLIO_DATA`. */
export function constantName(base: string): string {
  const name = base.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
  return /^[0-9]/.test(name) ? `_${name}` : name
}

/** A line `NAME=value` for each database, as `.env` files have them. Throws `UsageError` where two would have one name. */
export function dotenvLines({ environment, databases }: ResolvedNames): readonly string[] {
  const lines = new Map([['DRYDOCK_ENVIRONMENT', environment]])
  for (const [base, fullName] of Object.entries(databases)) {
    const name = constantName(base)
    if (lines.has(name))
      throw new UsageError(`"${base}" and another database would both be ${name}`, {
        mend: 'use --format json',
      })
    lines.set(name, fullName)
  }
  return [...lines].map(([name, value]) => `${name}=${dotenvValue(value)}`)
}

function dotenvValue(value: string): string {
  if (/^[A-Za-z0-9_.$-]+$/.test(value) && !value.includes('$')) return value
  if (!value.includes("'")) return `'${value}'`
  if (!/["\\$`]/.test(value)) return `"${value}"`
  throw new UsageError(`the name ${JSON.stringify(value)} cannot stand in a .env file`, {
    mend: 'use --format json',
  })
}
