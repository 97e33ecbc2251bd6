/** Which pg_dump this machine has. */
import { execFile } from 'node:child_process'
import { readdir, realpath } from 'node:fs/promises'
import { basename, delimiter, isAbsolute, join } from 'node:path'
import { bareEnvironment } from './bareEnvironment'

export interface InstalledProgram {
  readonly file: string
  /** As PostgreSQL numbers it: `18.4`, `19beta1`. */
  readonly version: string
}

const FILE = process.platform === 'win32' ? 'pg_dump.exe' : 'pg_dump'

/** Where packages put the programs of each version: a folder, names in it, and where they are below those. */
const USUAL: readonly (readonly [parent: string, names: RegExp, below: string])[] = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'],
  ['/usr', /^pgsql-\d+$/, 'bin'],
  ['/usr/local', /^pgsql$/, 'bin'],
  ...['/opt/homebrew/opt', '/usr/local/opt', '/home/linuxbrew/.linuxbrew/opt'].map(
    (opt) => [opt, /^(?:postgresql(?:@\d+)?|libpq)$/, 'bin'] as const,
  ),
  ['/Applications/Postgres.app/Contents/Versions', /^\d+$/, 'bin'],
  ['/Library/PostgreSQL', /^\d+$/, 'bin'],
  [join(process.env['ProgramFiles'] ?? 'C:\\Program Files', 'PostgreSQL'), /^\d+$/, 'bin'],
]

/** All that answer, the newest first. */
export async function findPrograms(
  folders: Promise<readonly string[]> = usualFolders(),
): Promise<readonly InstalledProgram[]> {
  const files = await Promise.all((await folders).map((folder) => programIn(folder)))
  const found = await Promise.all([...new Set(files)].map((file) => ask(file)))
  return found.filter((one) => one !== undefined).sort((a, b) => newerFirst(a.version, b.version))
}

/** `18` of `18.4` and of `18beta1`. */
export function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}

function newerFirst(a: string, b: string): number {
  return b.localeCompare(a, 'en', { numeric: true })
}

async function usualFolders(): Promise<readonly string[]> {
  const usual = await Promise.all(
    USUAL.map(async ([parent, names, below]) => {
      const entries = await readdir(parent).catch(() => [])
      return entries.filter((entry) => names.test(entry)).map((entry) => join(parent, entry, below))
    }),
  )
  const path = (process.env['PATH'] ?? '').split(delimiter)
  return [...path.filter((folder) => isAbsolute(folder)), ...usual.flat()]
}

async function programIn(folder: string): Promise<string | undefined> {
  const file = await realpath(join(folder, FILE)).catch(() => undefined)
  // Debian's wrapper runs one version or another, by what it connects to; those are looked for themselves.
  return file === undefined || basename(file) === 'pg_wrapper' ? undefined : file
}

const ANSWER_LIMIT_MS = 5_000

function ask(file: string | undefined): Promise<InstalledProgram | undefined> {
  if (file === undefined) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const options = { timeout: ANSWER_LIMIT_MS, windowsHide: true, env: bareEnvironment() }
    execFile(file, ['--version'], options, (error, stdout) => {
      const version = /^pg_dump \(PostgreSQL\) (\d\S*)/.exec(stdout)?.[1]
      resolve(error !== null || version === undefined ? undefined : { file, version })
    })
  })
}
