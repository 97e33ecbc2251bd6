/** The same tables in MariaDB, their floor, and the tool that people compare them with. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, type Connection } from 'mysql2/promise'
import type { MariaDbServer } from '../../test/helpers/mariadbServer'
import { DIFFERING_ROW, FIELDS, KEY } from './items'
import { time } from './measure'

const COLUMNS = [...KEY, ...FIELDS].map((name) => `\`${name}\``).join(', ')
const ORDERED_READ = `select ${COLUMNS} from items order by job, \`release\``

/** The rows of `createItems`, in types that hold the same values. Returns the database's URL. */
export async function createMariaDbItems(
  server: MariaDbServer,
  name: string,
  rows: number,
  every: number,
): Promise<string> {
  const database = `bench_${name}`
  const differs = every === 0 ? 'false' : `seq % ${every} = ${DIFFERING_ROW}`
  await withConnection(server.url('mysql', 'superuser'), async (connection) => {
    await connection.query(`create database ${database}`)
    await connection.query(`use ${database}`)
    await connection.query(`create table items (
  job varchar(20) not null, \`release\` varchar(10) not null,
  title varchar(100), status varchar(20), qty int, price decimal(12, 2), ratio double, active boolean,
  updated_at timestamp(6) null, note varchar(100), primary key (job, \`release\`)
) character set utf8mb4 collate utf8mb4_bin`)
    await connection.query(`set time_zone = '+00:00'`)
    await connection.query(`insert into items
select concat('JOB-', lpad(seq div 10, 7, '0')), concat('R', lpad(seq % 10, 2, '0')),
  concat('Item title number ', seq, ' with words'),
  if(${differs}, 'changed', elt(1 + seq % 4, 'open', 'closed', 'hold', 'done')),
  (seq * 7919) % 1000 + if(${differs}, 1, 0), ((seq * 104729) % 1000000) / 100, (seq % 977) / 3e0, seq % 3 = 0,
  timestamp'2024-01-01 00:00:00' + interval seq second + interval (seq % 1000000) microsecond,
  if(seq % 5 = 0, null, concat('note ', md5(seq)))
from seq_0_to_${rows - 1}`)
    await connection.query('analyze table items')
  })
  return server.url(database, 'superuser')
}

/** One ordered read by the server's own client, which throws the rows away as they come. */
export function readOrdered(url: string): Promise<number> {
  const { host, port, user, password, database } = parts(url)
  const args = [
    ...['--no-defaults', `--host=${host}`, `--port=${port}`, `--user=${user}`, '--quick'],
    ...['--skip-column-names', '--batch', `--execute=${ORDERED_READ}`, database],
  ]
  return time(async () => {
    const env = { ...process.env, MYSQL_PWD: password }
    const client = spawn('mariadb', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    const [code] = (await once(client, 'exit')) as [number | null]
    if (code !== 0) throw new Error('the client "mariadb" failed')
  })
}

/** What the usual script does: one update a row, each its own transaction. Returns the milliseconds of one row. */
export async function updateMariaDbRowByRow(
  source: string,
  target: string,
  { every, rows }: { readonly every: number; readonly rows: number },
): Promise<number> {
  const changed = await withConnection(source, async (connection) => {
    const [found] = await connection.query({
      sql: `select job, \`release\`, status, qty from items where cast(substr(job, 5) as unsigned) * 10 + cast(substr(\`release\`, 2) as unsigned) < ${rows * every} order by job, \`release\``,
      rowsAsArray: true,
    })
    return (found as (string | number)[][]).filter((_, index) => index % every === DIFFERING_ROW)
  })
  return withConnection(target, async (connection) => {
    const update = (status: string, qty: string) =>
      `update items set status = ${status}, qty = ${qty} where job = ? and \`release\` = ?`
    const milliseconds = await time(async () => {
      for (const [job = '', release = '', status = '', qty = ''] of changed)
        await connection.execute(update('?', '?'), [status, qty, job, release])
    })
    for (const [job = '', release = ''] of changed)
      await connection.execute(update("'changed'", 'qty + 1'), [job, release])
    return milliseconds / changed.length
  })
}

export async function withConnection<T>(
  url: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await createConnection(parts(url))
  try {
    return await work(connection)
  } finally {
    await connection.end()
  }
}

/** Milliseconds of `pt-table-sync --print`; undefined where it is not installed. */
export async function comparePercona(source: string, target: string): Promise<number | undefined> {
  if (spawnSync('pt-table-sync', ['--version']).status !== 0) return undefined
  const [from, to] = [source, target].map((url) => {
    const { host, port, user, password, database } = parts(url)
    return `h=${host},P=${port},u=${user},p=${password},D=${database},t=items,A=utf8mb4`
  })
  return time(() => {
    const args = ['--print', '--no-check-slave', '--no-check-triggers', from ?? '', to ?? '']
    const { status, stdout, stderr } = spawnSync('pt-table-sync', args, {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    })
    // 2 says that tables differ.
    if (status !== 0 && status !== 2) throw new Error(`pt-table-sync failed: ${stderr}`)
    if (!stdout.includes('UPDATE')) throw new Error('pt-table-sync found no difference')
    return Promise.resolve()
  })
}

export function parts(url: string) {
  const { hostname, port, username, password, pathname } = new URL(url)
  return {
    host: hostname,
    port: Number(port),
    user: username,
    password,
    database: pathname.slice(1),
  }
}
