import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, openSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { PostgresBinaries } from './postgresBinaries'
import { reachableByOthers } from './postgresBinaries'
import { temporaryFolder, temporaryRoot } from './temporary'

export type PostgresRole = 'superuser' | 'engineer'

/** A private PostgreSQL server on a free loopback port. It ends with the test process. */
export interface PostgresServer {
  readonly port: number
  /** `engineer` is an ordinary role that owns the test databases. */
  url(database: string, role: PostgresRole): string
  start(): Promise<void>
  /** A fast shutdown: sessions are disconnected, what is committed stays. */
  stop(): Promise<void>
  /** As a crash would: the server and all its sessions end at once and nothing is written any more. */
  kill(): Promise<void>
}

const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '64MB',
  max_connections: '60',
  jit: 'off',
  log_min_messages: 'fatal',
}

/**
 * Initialises a server in an empty folder and starts it. `settings` win over those of tests. A bench wants a folder
 * on a disk, which is the default.
 */
export async function startPostgres(
  binaries: PostgresBinaries,
  settings: Readonly<Record<string, string>> = {},
  folder = temporaryFolder(`postgres${binaries.major}`),
): Promise<PostgresServer> {
  const password = randomBytes(12).toString('hex')
  const owner = serverOwner()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  initialise(binaries, { folder, data, password, owner })
  const port = await freePort()
  const url = (database: string, role: PostgresRole): string => {
    const user = role === 'superuser' ? 'postgres' : 'engineer'
    return `postgres://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`
  }
  const process = serverProcess(binaries, { folder, data, port, owner, settings })
  const server: PostgresServer = {
    port,
    url,
    start: () => process.start(url('postgres', 'superuser')),
    stop: () => process.end('SIGINT'),
    kill: () => process.end('SIGQUIT'),
  }
  await server.start()
  const setUp = `create role engineer login createdb password '${password}'`
  await execute(url('postgres', 'superuser'), setUp)
  return server
}

/** Runs one statement in a session of its own. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root: root hands the server to the user `postgres`, or to `nobody`. */
export function serverOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const user of ['postgres', 'nobody']) {
    const { status, stdout } = spawnSync('id', ['-u', user], { encoding: 'utf8' })
    const group = spawnSync('id', ['-g', user], { encoding: 'utf8' })
    if (status === 0) return { uid: Number(stdout), gid: Number(group.stdout) }
  }
  throw new Error('there is no user "postgres" or "nobody" to run a PostgreSQL server')
}

function initialise(
  binaries: PostgresBinaries,
  {
    folder,
    data,
    password,
    owner,
  }: { folder: string; data: string; password: string; owner: Owner | undefined },
): void {
  // The owner has to pass through the root of all temporary folders, which mkdtemp makes private.
  chmodSync(temporaryRoot().path, 0o711)
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o644 })
  const { status, stderr } = spawnSync(
    join(reachableByOthers(binaries), 'initdb'),
    [
      ...['--pgdata', data, '--username', 'postgres', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync'],
    ],
    { ...owner, cwd: folder, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`initdb of PostgreSQL ${binaries.major} failed: ${stderr}`)
}

/** The life of the server's process: started, ended, started again. */
function serverProcess(
  binaries: PostgresBinaries,
  {
    folder,
    data,
    port,
    owner,
    settings,
  }: {
    folder: string
    data: string
    port: number
    owner: Owner | undefined
    settings: Readonly<Record<string, string>>
  },
): { start(url: string): Promise<void>; end(signal: NodeJS.Signals): Promise<void> } {
  const log = join(folder, 'server.log')
  const all = Object.entries({ ...SETTINGS, ...settings, port: String(port) })
  const args = ['-D', data, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  let child: ChildProcess | undefined

  function launch(): ChildProcess {
    const output = openSync(log, 'a')
    const launched = spawn(join(reachableByOthers(binaries), 'postgres'), args, {
      ...owner,
      cwd: folder,
      // A session of its own: Ctrl+C in a terminal is for the tests, which end it in order.
      detached: true,
      stdio: ['ignore', output, output],
    })
    // The files of a server that is being removed need no orderly shutdown.
    const forget = temporaryRoot().guard(launched.pid ?? 0, 'QUIT')
    launched.once('exit', () => forget())
    launched.unref()
    return launched
  }

  return {
    async start(url) {
      for (const end = Date.now() + 20_000; Date.now() < end; await sleep(25)) {
        // A server that follows a killed one may find its shared memory still in use, and gives up.
        if (child === undefined || child.exitCode !== null) child = launch()
        if (await answers(url)) return
      }
      throw new Error(`PostgreSQL ${binaries.major} did not start; see its log in "${log}"`)
    },
    async end(signal) {
      const ending = child
      child = undefined
      if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
      const ended = new Promise((resolve) => ending.once('exit', resolve))
      ending.ref()
      ending.kill(signal)
      await ended
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
