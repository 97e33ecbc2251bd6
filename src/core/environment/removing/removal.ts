/** What a step of a plan says about the database to be removed or brought back. */
import type { Change } from '../../plan/plan'
import type { RegistryRow } from '../../workspace/registry/registryRows'
import type { RegistryEnd } from '../registry/registryEnd'

export interface Removal {
  readonly environment: string
  readonly base: string
  /** What it is registered as. */
  readonly fullName: string
  /** What its server calls it when the step begins, and after it. */
  readonly from: string
  readonly to: string | null
}

export function removalOf({ before, after, table }: Change): Removal {
  const text = (name: string) => before[name] ?? after[name] ?? ''
  return {
    environment: text('environment'),
    base: text('base'),
    fullName: text('fullName'),
    from: before['name'] ?? table,
    to: after['name'] ?? null,
  }
}

/** The active row of the registry that a removal is about. */
export function activeRow(
  { rows }: Pick<RegistryEnd, 'rows'>,
  { environment, base, fullName }: Removal,
): RegistryRow | undefined {
  return rows.find(
    (row) =>
      row.active &&
      row.environment === environment &&
      row.base === base &&
      row.fullName === fullName,
  )
}
