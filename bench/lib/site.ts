/** The servers of a benchmark and the tables on them. */
import { hasMariaDb, startMariaDb, type MariaDbServer } from '../../test/helpers/mariadbServer'
import { findPostgres } from '../../test/helpers/postgresBinaries'
import { startPostgres } from '../../test/helpers/servers'
import { removeTemporaryRoot } from '../../test/helpers/temporary'
import { buildCoreProcess } from './coreProcess'
import { createMariaDbItems } from './mariadb'
import { createPair, type Pair } from './pair'
import { DIFFERING, type PairName, type Site } from './section'

/** As servers in use are: what is committed is on the disk, and their memory holds the tables. */
export const POSTGRES_SETTINGS = {
  fsync: 'on',
  full_page_writes: 'on',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
}
export const MARIADB_SETTINGS = {
  'innodb-flush-log-at-trx-commit': '1',
  'innodb-buffer-pool-size': '1G',
  'innodb-log-file-size': '512M',
}

const EVERY: Readonly<Record<PairName, number>> = {
  large: 100,
  small: 100,
  identical: 0,
  tenth: 10,
}

/** Lends the site and removes it afterwards, however the work ends. */
export async function withSite(rows: number, work: (site: Site) => Promise<void>): Promise<void> {
  const binaries = findPostgres().at(-1)
  if (binaries === undefined) throw new Error('no PostgreSQL binaries; run: npm test')
  const postgres = await startPostgres(binaries, POSTGRES_SETTINGS)
  let mariadb: Promise<MariaDbServer> | undefined
  const pairs = new Map<PairName, Promise<Pair>>()
  const items = new Map<keyof typeof DIFFERING, Promise<string>>()
  const site: Site = {
    rows,
    bundle: await buildCoreProcess(),
    postgres,
    pair: (name) =>
      remembered(pairs, name, () => {
        const size = name === 'small' ? Math.max(1000, Math.round(rows / 10)) : rows
        return createPair(postgres, name, size, EVERY[name])
      }),
    mariadb: () => (hasMariaDb() ? (mariadb ??= startMariaDb(MARIADB_SETTINGS)) : nothing()),
    mariadbItems: (name) =>
      remembered(items, name, async () => {
        mariadb ??= startMariaDb(MARIADB_SETTINGS)
        return createMariaDbItems(await mariadb, name, rows, DIFFERING[name])
      }),
  }
  try {
    await work(site)
  } finally {
    await (await mariadb)?.stop()
    await postgres.stop()
    await removeTemporaryRoot()
  }
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined)
}

function remembered<K, V>(known: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
