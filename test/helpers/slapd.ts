/** A private OpenLDAP server with entries of a test's own. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answers } from './answers'
import { freePort } from './servers'
import { temporaryFolder, temporaryRoot } from './temporary'

const FOLDERS = ['/usr/sbin', '/usr/libexec', '/usr/local/libexec']
const SCHEMAS = '/etc/ldap/schema'

/** Whether this machine has it. */
export function hasSlapd(): boolean {
  return find('slapd') !== undefined && existsSync(SCHEMAS)
}

function find(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** The tree below which all entries are. */
export const SUFFIX = 'dc=example,dc=com'

export interface SlapdOptions {
  /** Entries below `SUFFIX`, which is there. */
  readonly ldif: string
  /** More lines of the configuration of the database. */
  readonly settings?: readonly string[]
  /** Files of a certificate and its key. */
  readonly tls?: { readonly certificate: string; readonly key: string }
}

export interface Slapd {
  readonly port: number
  readonly url: string
  /** Where it listens with TLS from the start. */
  readonly secureUrl: string
  /** The account that no limit holds for. */
  readonly root: { readonly dn: string; readonly password: string }
  start(): Promise<void>
  /** As a crash would. */
  kill(): Promise<void>
}

export async function startSlapd({ ldif, settings = [], tls }: SlapdOptions): Promise<Slapd> {
  const folder = temporaryFolder('slapd')
  const root = { dn: `cn=admin,${SUFFIX}`, password: randomBytes(12).toString('hex') }
  const configuration = join(folder, 'slapd.conf')
  mkdirSync(join(folder, 'data'))
  writeFileSync(
    configuration,
    [
      ...['core', 'cosine', 'inetorgperson', 'nis'].map(
        (name) => `include ${SCHEMAS}/${name}.schema`,
      ),
      `pidfile ${join(folder, 'pid')}`,
      ...(tls ? [`TLSCertificateFile ${tls.certificate}`, `TLSCertificateKeyFile ${tls.key}`] : []),
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      'database mdb',
      `suffix "${SUFFIX}"`,
      `rootdn "${root.dn}"`,
      `rootpw ${root.password}`,
      `directory ${join(folder, 'data')}`,
      'dbnosync',
      ...settings,
    ].join('\n'),
  )
  load(configuration, ldif)
  const [port, securePort] = [await freePort(), await freePort()]
  const url = `ldap://127.0.0.1:${port}`
  const secureUrl = `ldaps://127.0.0.1:${securePort}`
  const life = serverProcess(configuration, tls ? `${url}/ ${secureUrl}/` : `${url}/`, port)
  await life.start()
  return { port, url, secureUrl, root, ...life }
}

function load(configuration: string, ldif: string): void {
  const top = `dn: ${SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n`
  const { status, stderr } = spawnSync(find('slapadd') ?? 'slapadd', ['-q', '-f', configuration], {
    input: `${top}\n${ldif}`,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`slapadd failed: ${stderr}`)
}

function serverProcess(
  configuration: string,
  addresses: string,
  port: number,
): Pick<Slapd, 'start' | 'kill'> {
  let child: ChildProcess | undefined
  return {
    async start() {
      // With a level for messages it stays in the foreground.
      const launched = spawn(
        find('slapd') ?? 'slapd',
        ['-d', '0', '-f', configuration, '-h', addresses],
        { detached: true, stdio: 'ignore' },
      )
      const forget = temporaryRoot().guard(launched.pid ?? 0, 'KILL')
      launched.once('exit', () => forget())
      launched.unref()
      child = launched
      for (const end = Date.now() + 10_000; !(await answers(port)); await sleep(25))
        if (Date.now() > end || launched.exitCode !== null) throw new Error('slapd did not start')
    },
    async kill() {
      const ending = child
      child = undefined
      if (ending === undefined || ending.exitCode !== null) return
      const ended = new Promise((resolve) => ending.once('exit', resolve))
      ending.ref()
      ending.kill('SIGKILL')
      await ended
    },
  }
}
