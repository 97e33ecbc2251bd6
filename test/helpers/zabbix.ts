/**
 * A real schema of 173 tables with its rows, the same for both engines, from Debian's packages. It is under the GPL: it is
 * fetched when tests want it and is no part of anything.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Language } from './engines'

const PACKAGES: Readonly<Record<Language, string>> = {
  postgres: 'zabbix-server-pgsql',
  mysql: 'zabbix-server-mysql',
}

const cache = resolve(import.meta.dirname, '../../.cache')

/** Scripts to be run in this order. Throws where the package cannot be had. */
export function zabbixScripts(language: Language): readonly string[] {
  const name = PACKAGES[language]
  const folder = join(cache, name)
  if (!existsSync(folder)) fetchPackage(name, folder)
  return ['schema', 'images', 'data'].flatMap((part) => {
    const file = join(folder, `usr/share/${name}/${part}.sql.gz`)
    return pieces(plain(gunzipSync(readFileSync(file)).toString('utf8')))
  })
}

const PIECE = 2_000_000

/** A server takes so much at once. Statements that insert begin a line. */
function pieces(script: string): readonly string[] {
  const found: string[] = []
  let piece = ''
  for (const statement of script.split(/(?<=;\n)(?=INSERT INTO )/i)) {
    if (piece.length + statement.length > PIECE) {
      found.push(piece)
      piece = ''
    }
    piece += statement
  }
  return [...found, piece].filter((one) => one.trim() !== '')
}

/** `DELIMITER` is a word of the client's: the server knows where a trigger ends. */
function plain(script: string): string {
  if (!script.includes('DELIMITER $$')) return script
  return script.replace(/^DELIMITER .*$/gm, '').replace(/;?\s*\$\$/g, ';')
}

function fetchPackage(name: string, folder: string): void {
  const draft = `${folder}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  try {
    download(name, draft)
    const [file] = readdirSync(draft).filter((one) => one.endsWith('.deb'))
    if (file === undefined) throw new Error(`apt-get has downloaded no "${name}"`)
    execFileSync('dpkg-deb', ['-x', join(draft, file), draft])
    renameSync(draft, folder)
  } catch (error) {
    throw new Error(`the tests on a real schema need the package "${name}" of Debian`, {
      cause: error,
    })
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** A machine that has never asked has no list of packages. */
function download(name: string, folder: string): void {
  const get = () =>
    execFileSync('apt-get', ['-qq', 'download', name], { cwd: folder, stdio: 'pipe' })
  try {
    get()
  } catch {
    execFileSync('apt-get', ['-qq', 'update'], { stdio: 'pipe' })
    get()
  }
}
