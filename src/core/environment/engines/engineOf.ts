import type { Dialect } from '../../database/dialect'
import type { CloneEngine, CloneMarker } from './cloneEngine'
import { mysqlEngine } from './mysql/engine'
import { pgliteEngine } from './pglite/engine'
import { postgresEngine } from './postgres/engine'

const ENGINES: Readonly<Record<Dialect['engine'], CloneEngine>> = {
  postgres: postgresEngine,
  mysql: mysqlEngine,
  pglite: pgliteEngine,
}

/** Whether databases of an engine can get another name, and so go to the trash. */
export function canRename(engine: string): boolean {
  return engine !== 'mysql'
}

/** What tells whose an unfinished database is, on engines where its name does not. */
export function markerOf(engine: Dialect['engine']): CloneMarker | undefined {
  return ENGINES[engine].marker
}

/** How databases of an engine are cloned. */
export function engineOf({ engine }: Dialect): CloneEngine {
  return ENGINES[engine]
}
