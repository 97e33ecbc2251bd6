/** The planner of restores: databases come back from the trash. */
import type { Change, PlanConclusion, PlanHeader, PlanItem } from '../plan/plan'
import { UsageError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { KnownDatabase } from '../ledger/databaseStates'
import type { PlannedSteps } from './planCreate'
import { planTarget, type RegistryEnd } from './registry/registryEnd'
import { renaming } from './stepStatements'

/** Plans to bring back what was deleted last of each database of an environment. Writes nothing. */
export function planRestore(registry: RegistryEnd, environment: string): PlannedSteps {
  const trash = latestOfEach(registry, environment)
  if (trash.length === 0) throw nothingThere(registry, environment)
  const header: PlanHeader = {
    kind: 'restoreEnvironment',
    title: `restore ${environment}`,
    steps: true,
    target: planTarget(environment, registry),
    key: ['database'],
    fields: ['name'],
  }
  return { header, stream: plan(trash) }
}

/** What can be brought back: of each deleted environment its databases, by base name. */
export function restorableEnvironments(
  registry: RegistryEnd,
): readonly { readonly environment: string; readonly databases: readonly string[] }[] {
  const inTrash = registry.known.filter(({ state }) => state === 'trash')
  const names = [...new Set(inTrash.map(({ environment }) => environment))].sort()
  return names
    .map((environment) => ({
      environment,
      databases: latestOfEach(registry, environment).map(({ base }) => base),
    }))
    .filter(({ databases }) => databases.length > 0)
}

function latestOfEach({ known, rows }: RegistryEnd, environment: string): readonly KnownDatabase[] {
  const latest = new Map<string, KnownDatabase>()
  for (const one of known) {
    if (one.environment !== environment || one.state !== 'trash') continue
    if (rows.some((row) => row.active && row.environment === environment && row.base === one.base))
      continue
    const other = latest.get(one.base)
    if (other === undefined || other.changedAt < one.changedAt) latest.set(one.base, one)
  }
  return [...latest.values()]
}

function nothingThere({ known }: RegistryEnd, environment: string): UsageError {
  const names = known.filter(({ state }) => state === 'trash').map((one) => one.environment)
  return new UsageError(`nothing of "${environment}" is in the trash that could be restored`, {
    mend: suggest(environment, [...new Set(names)]),
  })
}

async function* plan(trash: readonly KnownDatabase[]): AsyncGenerator<PlanItem, PlanConclusion> {
  for (const one of trash) yield { kind: 'change', change: restoring(one) }
  return { summary: { databases: trash.length, fieldUpdates: {} }, hazards: [] }
}

/** The step that brings a database back. */
export function restoring({
  databaseName,
  fullName,
  environment,
  base,
}: Pick<KnownDatabase, 'databaseName' | 'fullName' | 'environment' | 'base'>): Change {
  return {
    op: 'restoreDatabase',
    table: databaseName,
    key: { database: fullName },
    before: { name: databaseName, environment, base, fullName },
    after: { name: fullName },
    statement: renaming(databaseName, fullName),
  }
}
