/** What people clone with today, as they would call it. Each makes one database, which is dropped afterwards. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { temporaryFolder } from '../../../test/helpers/temporary'
import type { PostgresBinaries } from '../../../test/helpers/postgresBinaries'
import { parts } from '../mariadb'
import { time } from '../measure'
import { settle } from './settle'
import type { ClonePlace } from './site'

const COPY = 'peer_copy'

/** Times `work` on a database that is dropped afterwards. */
async function making(place: ClonePlace, work: () => Promise<void>): Promise<number> {
  await settle(place)
  const milliseconds = await time(work)
  await place.run(place.database, [`drop database ${COPY}`])
  return milliseconds
}

/** The server's own copy, with the strategy that is named. */
export function bareTemplate(
  place: ClonePlace,
  strategy: 'wal_log' | 'file_copy',
): Promise<number> {
  return making(place, () =>
    place.run('postgres', [
      `create database ${COPY} template ${place.database} strategy ${strategy}`,
    ]),
  )
}

/** `pg_dump | psql`. */
export function dumpPostgres(
  place: ClonePlace & { readonly binaries: PostgresBinaries },
): Promise<number> {
  const { folder } = place.binaries
  return making(place, async () => {
    await place.run('postgres', [`create database ${COPY}`])
    await piped(
      [join(folder, 'pg_dump'), `--dbname=${place.url(place.database)}`],
      [
        ...[join(folder, 'psql'), '--quiet', '--no-psqlrc', '--set=ON_ERROR_STOP=1'],
        ...['--output=/dev/null', `--dbname=${place.url(COPY)}`],
      ],
    )
  })
}

/** `mariadb-dump | mariadb`. */
export function dumpMariaDb(place: ClonePlace): Promise<number> {
  const [from, to] = [accessOf(place.url(place.database)), accessOf(place.url(COPY))]
  return making(place, async () => {
    await place.run(place.database, [`create database ${COPY}`])
    await piped(
      [
        ...['mariadb-dump', '--no-defaults', ...from.options, '--single-transaction'],
        ...['--routines', '--triggers', '--events', from.database],
      ],
      ['mariadb', '--no-defaults', ...to.options, to.database],
      { MYSQL_PWD: from.password },
    )
  })
}

/** `mydumper` and `myloader`, two threads each; undefined where they are not installed. */
export async function mydump(place: ClonePlace): Promise<number | undefined> {
  if (spawnSync('mydumper', ['--version']).status !== 0) return undefined
  const { options, password, database } = accessOf(place.url(place.database))
  const access = [...options, `--password=${password}`, '--threads=2']
  const folder = temporaryFolder('mydumper')
  return making(place, async () => {
    await run('mydumper', [...access, `--database=${database}`, `--outputdir=${folder}`])
    await run('myloader', [...access, `--directory=${folder}`, `--database=${COPY}`])
  })
}

function accessOf(url: string) {
  const { host, port, user, password, database } = parts(url)
  return { options: [`--host=${host}`, `--port=${port}`, `--user=${user}`], password, database }
}

type Command = readonly string[]

async function piped(from: Command, to: Command, variables: NodeJS.ProcessEnv = {}): Promise<void> {
  const env = { ...process.env, ...variables }
  const [reader, writer] = [
    spawn(from[0] ?? '', from.slice(1), { env, stdio: ['ignore', 'pipe', 'inherit'] }),
    spawn(to[0] ?? '', to.slice(1), { env, stdio: ['pipe', 'ignore', 'inherit'] }),
  ]
  const ended = Promise.all([once(reader, 'exit'), once(writer, 'exit')])
  await pipeline(reader.stdout, writer.stdin)
  for (const codes of await ended)
    if (codes[0] !== 0) throw new Error(`${from[0]} | ${to[0]} failed`)
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`"${program}" failed`)
}
