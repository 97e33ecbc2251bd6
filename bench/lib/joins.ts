/** The peer of a comparison: one statement in one engine, which needs both tables in one database. */
import { execute, type PostgresServer } from '../../test/helpers/servers'
import { createItems, FIELDS } from './items'
import { time } from './measure'
import { withClient } from './pair'

const values = (alias: string) => FIELDS.map((field) => `${alias}.${field}`).join(', ')

/** The rows that differ, with both sides' values, in the order of the key. */
const FULL_JOIN = `select coalesce(s.job, t.job) as job, coalesce(s.release, t.release) as release, ${values('s')}, ${values('t')}
from source.items s full join target.items t on s.job collate "C" = t.job and s.release collate "C" = t.release
where s.job is null or t.job is null or (${values('s')}) is distinct from (${values('t')})
order by coalesce(s.job, t.job) collate "C", coalesce(s.release, t.release) collate "C"`

/** A database with both tables. Returns its URL. */
export async function createBothSides(server: PostgresServer, rows: number): Promise<string> {
  await execute(server.url('postgres', 'superuser'), 'create database both_sides')
  const url = server.url('both_sides', 'superuser')
  for (const side of ['source', 'target'] as const) {
    const inSchema = `create schema if not exists ${side}; set search_path to ${side};`
    for (const statement of createItems(rows, side === 'source' ? 0 : 100))
      if (!statement.startsWith('vacuum')) await execute(url, `${inSchema} ${statement}`)
  }
  await execute(url, 'vacuum analyze')
  return url
}

/** `workers` is how many processes may help the one that answers. */
export function fullJoin(url: string, workers: number): Promise<number> {
  return withClient(url, async (client) => {
    await client.query(`set max_parallel_workers_per_gather to ${workers}`)
    await client.query("set work_mem to '64MB'")
    return time(() => client.query({ text: FULL_JOIN, rowMode: 'array' }))
  })
}
