/** Two more PostgreSQL servers, and tables of a target whose partitions are foreign tables on them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine, RawSession, TestDatabase } from '../../helpers/engines'

export interface Shard {
  readonly engine: Engine
  readonly database: TestDatabase
}

/** What a shard has of a table: its columns, which are the target's, too. */
export interface ShardedTable {
  readonly schema: string
  readonly name: string
  readonly columns: string
  /** The columns by whose hash rows are spread. */
  readonly by: string
  /** What each shard's own table has besides, such as its key. */
  readonly constraint?: string
}

const SERVER = (index: number) => `shard_${index + 1}`

/** Makes the foreign servers known to the target, whose owner may use them. */
export async function connectShards(
  engine: Engine,
  target: Pick<TestDatabase, 'url' | 'adminUrl'>,
  shards: readonly Shard[],
): Promise<void> {
  await engine.query(
    target.adminUrl,
    'create extension postgres_fdw; grant usage on foreign data wrapper postgres_fdw to engineer',
  )
  for (const [index, { database }] of shards.entries()) {
    const { hostname, port, pathname, username, password } = new URL(database.url)
    await engine.query(
      target.url,
      `
create server ${SERVER(index)} foreign data wrapper postgres_fdw
  options (host '${hostname}', port '${port}', dbname '${pathname.slice(1)}', batch_size '500', fetch_size '5000', use_remote_estimate 'false');
create user mapping for current_user server ${SERVER(index)} options (user '${username}', password '${password}')`,
    )
  }
}

/** Makes the table, with a partition on each shard. */
export async function shardTable(
  engine: Engine,
  target: Pick<TestDatabase, 'url' | 'adminUrl'>,
  shards: readonly Shard[],
  { schema, name, columns, by, constraint }: ShardedTable,
): Promise<void> {
  await engine.query(
    target.url,
    `create schema if not exists ${schema}; create table ${schema}.${name} (${columns}) partition by hash (${by})`,
  )
  for (const [index, shard] of shards.entries()) {
    const own = constraint === undefined ? columns : `${columns}, ${constraint}`
    await shard.engine.query(shard.database.url, `create table ${name} (${own})`)
    await engine.query(
      target.url,
      `
create foreign table ${schema}.${name}_${index + 1} partition of ${schema}.${name}
  for values with (modulus ${shards.length}, remainder ${index})
  server ${SERVER(index)} options (schema_name 'public', table_name '${name}')`,
    )
  }
}

/** Lets commits of changes in these tables wait for whoever holds the brake. */
export async function fitBrakes({ engine, database }: Shard, tables: readonly string[]) {
  const triggers = tables.map(
    (table) => `
create constraint trigger brake after insert or update or delete on ${table} deferrable initially deferred
  for each row execute function brake();`,
  )
  await engine.query(
    database.url,
    `
create function brake() returns trigger language plpgsql as $$ begin
  perform pg_advisory_xact_lock_shared(${BRAKE}); return null;
end $$; ${triggers.join('')}`,
  )
}

const BRAKE = 4711

const WAITING = `select 1 from pg_locks where locktype = 'advisory' and objid = ${BRAKE} and not granted`

/**
 * Lets one server commit what the work has written and kills the other one before it does. Gives how the work ended, as text, the
 * server that has committed, and what starts the other one again.
 */
export async function killAmid(shards: readonly Shard[], work: () => Promise<unknown>) {
  const holders = await Promise.all(
    shards.map(({ engine, database }) => engine.connect(database.url)),
  )
  for (const holder of holders) await holder.query(`select pg_advisory_lock(${BRAKE})`)
  let hasEnded = false
  const result = work()
    .then((value) => JSON.stringify(value), String)
    .finally(() => (hasEnded = true))
  const committing = async (others: readonly RawSession[]): Promise<RawSession> => {
    for (; !hasEnded; await sleep(5))
      for (const holder of others) if ((await holder.query(WAITING)).length > 0) return holder
    throw new Error(`it has ended before all of its servers committed: ${await result}`)
  }
  const first = await committing(holders)
  await first.query(`select pg_advisory_unlock(${BRAKE})`)
  const last = await committing(holders.filter((holder) => holder !== first))
  const [committed, killed] = [holders.indexOf(first), holders.indexOf(last)].map(
    (at) => shards[at],
  )
  await killed?.engine.server?.kill()
  const end = await result
  for (const holder of holders) await holder.close().catch(() => undefined)
  if (committed === undefined || killed === undefined) throw new Error('there are two servers')
  return { result: end, committed, back: async () => killed.engine.server?.start() }
}
