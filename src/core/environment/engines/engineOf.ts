import type { Dialect } from '../../database/dialect'
import { UsageError } from '../../util/errors'
import type { CloneEngine } from './cloneEngine'
import { postgresEngine } from './postgres/engine'

const ENGINES: Readonly<Partial<Record<Dialect['engine'], CloneEngine>>> = {
  postgres: postgresEngine,
}

/** Whether databases of an engine can get another name, and so go to the trash. */
export function canRename(engine: string): boolean {
  return engine !== 'mysql'
}

/** How databases of an engine are cloned. */
export function engineOf({ engine, displayName }: Dialect): CloneEngine {
  const found = ENGINES[engine]
  if (found !== undefined) return found
  throw new UsageError(`environments cannot be made on ${displayName} yet`)
}
