/** The server of the medallion benchmark, and the people on it. */
import { findPostgres } from '../../../test/helpers/postgresBinaries'
import { startPostgres, type PostgresServer } from '../../../test/helpers/servers'
import { removeTemporaryRoot } from '../../../test/helpers/temporary'
import { buildCoreProcess } from '../coreProcess'
import { POSTGRES_SETTINGS } from '../site'
import { createPeople, type People } from './people'

export interface MedallionSite {
  /** Bronze records. */
  readonly rows: number
  /** The core's process, bundled. */
  readonly bundle: string
  readonly postgres: PostgresServer
  /** Databases of that many bronze records, made when they are first asked for. */
  people(rows: number): Promise<People>
}

/** Lends the site and removes it afterwards, however the work ends. */
export async function withMedallionSite(
  rows: number,
  work: (site: MedallionSite) => Promise<void>,
): Promise<void> {
  // The oldest: what is quick there is quick everywhere.
  const binaries = findPostgres().at(0)
  if (binaries === undefined) throw new Error('no PostgreSQL binaries; run: npm test')
  const postgres = await startPostgres(binaries, POSTGRES_SETTINGS)
  const made = new Map<number, Promise<People>>()
  try {
    const bundle = await buildCoreProcess()
    const people = (wanted: number) => {
      const known = made.get(wanted) ?? createPeople(postgres, bundle, wanted)
      made.set(wanted, known)
      return known
    }
    await work({ rows, bundle, postgres, people })
  } finally {
    await postgres.stop()
    await removeTemporaryRoot()
  }
}
