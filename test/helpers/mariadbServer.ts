import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, chmodSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { freePort, serverOwner } from './servers'
import { temporaryFolder, temporaryRoot } from './temporary'

export type MariaDbSettings = Readonly<Record<string, string>>

export type MariaDbRole = 'superuser' | 'engineer'

/** A private MariaDB server on a free loopback port. It ends with the test process. */
export interface MariaDbServer {
  readonly port: number
  /** `engineer` is an ordinary user with all rights on the test databases and on nothing else. */
  url(database: string, role: MariaDbRole): string
  /** Settings that are given here win over those before, from now on. */
  start(settings?: MariaDbSettings): Promise<void>
  stop(): Promise<void>
  /** As a crash would: the server and all its sessions end at once and nothing is written any more. */
  kill(): Promise<void>
}

const FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin']

/** Whether this machine has what a private server needs. */
export function hasMariaDb(): boolean {
  return ['mariadbd', 'mariadb-install-db'].every((name) => find(name) !== undefined)
}

function find(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

const SETTINGS: MariaDbSettings = {
  'bind-address': '127.0.0.1',
  // What is committed survives a server that is killed, though not a machine.
  'innodb-flush-log-at-trx-commit': '2',
  'innodb-buffer-pool-size': '128M',
  'character-set-server': 'utf8mb4',
  'max-connections': '60',
}

/** As `startPostgres`. */
export async function startMariaDb(
  settings: MariaDbSettings = {},
  folder = temporaryFolder('mariadb'),
): Promise<MariaDbServer> {
  const password = randomBytes(12).toString('hex')
  const owner = serverOwner()
  chmodSync(temporaryRoot().path, 0o711)
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  mkdirSync(join(folder, 'tmp'))
  initialise(folder, owner)
  const port = await freePort()
  const url = (database: string, role: MariaDbRole): string => {
    const user = role === 'superuser' ? 'admin' : 'engineer'
    return `mariadb://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`
  }
  const life = serverProcess(folder, port, owner, settings)
  await life.start()
  await createUsers(folder, password)
  return {
    port,
    url,
    start: life.start,
    stop: () => life.end('SIGTERM'),
    kill: () => life.end('SIGKILL'),
  }
}

type Owner = ReturnType<typeof serverOwner>

function initialise(folder: string, owner: Owner): void {
  const { status, stderr, stdout } = spawnSync(
    find('mariadb-install-db') ?? 'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...(owner === undefined ? [] : ['--user=root']),
    ],
    { cwd: folder, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`mariadb-install-db failed: ${stderr}${stdout}`)
}

async function createUsers(folder: string, password: string): Promise<void> {
  const connection = await createConnection({ socketPath: join(folder, 's.sock'), user: 'root' })
  try {
    for (const [user, grant] of [
      ['admin', "grant all on *.* to 'admin'@'%' with grant option"],
      ['engineer', "grant all on `drydock\\_test\\_%`.* to 'engineer'@'%'"],
    ] as const) {
      await connection.query(`create user '${user}'@'%' identified by '${password}'`)
      await connection.query(grant)
    }
  } finally {
    await connection.end()
  }
}

/** The life of the server's process: started, ended, started again. */
function serverProcess(
  folder: string,
  port: number,
  owner: Owner,
  settings: MariaDbSettings,
): { start(more?: MariaDbSettings): Promise<void>; end(signal: NodeJS.Signals): Promise<void> } {
  let all: MariaDbSettings = { ...SETTINGS, ...settings, port: String(port) }
  const socket = join(folder, 's.sock')
  const args = () => [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    // Not the system's: another server that starts removes the temporary tables that it finds there.
    `--tmpdir=${join(folder, 'tmp')}`,
    `--socket=${socket}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--skip-log-bin',
    '--skip-name-resolve',
    // The data folder is root's where root runs the tests.
    ...(owner === undefined ? [] : ['--user=root']),
    ...Object.entries(all).map(([name, value]) => `--${name}=${value}`),
  ]
  let child: ChildProcess | undefined

  function launch(): ChildProcess {
    const output = openSync(join(folder, 'server.log'), 'a')
    const launched = spawn(find('mariadbd') ?? 'mariadbd', args(), {
      cwd: folder,
      // A session of its own: Ctrl+C in a terminal is for the tests, which end it in order.
      detached: true,
      stdio: ['ignore', output, output],
    })
    const forget = temporaryRoot().guard(launched.pid ?? 0, 'KILL')
    launched.once('exit', () => forget())
    launched.unref()
    return launched
  }

  return {
    async start(more = {}) {
      all = { ...all, ...more }
      for (const end = Date.now() + 30_000; Date.now() < end; await sleep(25)) {
        if (child === undefined || child.exitCode !== null) child = launch()
        if (await answers(socket)) return
      }
      throw new Error(`MariaDB did not start; see its log in "${folder}"`)
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

/** Before its users are there, a server answers with a refusal, which is an answer. */
async function answers(socketPath: string): Promise<boolean> {
  try {
    const connection = await createConnection({ socketPath, user: 'root' })
    await connection.end()
    return true
  } catch {
    return false
  }
}
