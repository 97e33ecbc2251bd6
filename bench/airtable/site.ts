/** The server of the Airtable benchmark, and the base on it. */
import { findPostgres } from '../../test/helpers/postgresBinaries'
import { startPostgres, type PostgresServer } from '../../test/helpers/servers'
import { removeTemporaryRoot } from '../../test/helpers/temporary'
import { installPeers } from './installPeers'
import { buildCoreProcess } from '../lib/coreProcess'
import { POSTGRES_SETTINGS } from '../lib/site'
import { createBase, type Base } from './base'

export interface AirtableSite {
  /** Records of the export. */
  readonly rows: number
  /** Whether memory is measured with a gigabyte, too. */
  readonly large: boolean
  /** The core's process, bundled. */
  readonly bundle: string
  readonly postgres: PostgresServer
  /** A base of that many records, made when it is first asked for. */
  base(): Promise<Base>
}

/** Lends the site and removes it afterwards, however the work ends. */
export async function withAirtableSite(
  rows: number,
  large: boolean,
  work: (site: AirtableSite) => Promise<void>,
): Promise<void> {
  await installPeers()
  // The oldest: what is quick there is quick everywhere.
  const binaries = findPostgres().at(0)
  if (binaries === undefined) throw new Error('no PostgreSQL binaries; run: npm test')
  const postgres = await startPostgres(binaries, POSTGRES_SETTINGS)
  let made: Promise<Base> | undefined
  try {
    const bundle = await buildCoreProcess()
    const base = () => (made ??= createBase(postgres, bundle, rows, ['urls', 'one']))
    await work({ rows, large, bundle, postgres, base })
  } finally {
    await postgres.stop()
    await removeTemporaryRoot()
  }
}
