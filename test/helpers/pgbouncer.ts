/** A real PgBouncer in front of a server of the tests' own. */
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers } from './answers'
import { freePort, serverOwner } from './servers'
import { temporaryFolder, temporaryRoot } from './temporary'

const PGBOUNCER = '/usr/sbin/pgbouncer'

export interface Pooler {
  /** The same URL by way of the pooler. All URLs must lead to one server. */
  through(url: string): string
  close(): Promise<void>
}

/** Whether this machine has it. */
export function hasPooler(): boolean {
  return existsSync(PGBOUNCER)
}

/** `mode` is for how long a session is lent. `url` leads to the server, with the one user that there is. */
export async function startPooler(url: string, mode: 'session' | 'transaction'): Promise<Pooler> {
  const { port: serverPort, username, password } = new URL(url)
  const port = await freePort()
  const folder = temporaryFolder('pgbouncer')
  const users = join(folder, 'users.txt')
  writeFileSync(users, `"${username}" "${decodeURIComponent(password)}"\n`)
  const settings = join(folder, 'pgbouncer.ini')
  writeFileSync(
    settings,
    `[databases]
* = host=127.0.0.1 port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${users}
pool_mode = ${mode}
`,
  )
  const owner = serverOwner()
  chmodSync(temporaryRoot().path, 0o711)
  if (owner !== undefined)
    for (const path of [folder, users, settings]) chownSync(path, owner.uid, owner.gid)
  const child = spawn(PGBOUNCER, ['-q', settings], { ...owner, cwd: folder, stdio: 'ignore' })
  const forget = temporaryRoot().guard(child.pid ?? 0, 'KILL')
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (const end = Date.now() + 10_000; !(await answers(port)); await sleep(25))
    if (Date.now() > end) throw new Error('PgBouncer did not start')
  return {
    through(direct) {
      const changed = new URL(direct)
      changed.port = String(port)
      return changed.href
    },
    async close() {
      child.kill('SIGKILL')
      await ended
      forget()
    },
  }
}
