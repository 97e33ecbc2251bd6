import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * The folder that was named, else the nearest one from the current folder upwards that holds `drydock.jsonc`,
 * else the current folder.
 */
export function findWorkspaceFolder(named: string | undefined, from = process.cwd()): string {
  if (named !== undefined) return resolve(named)
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'drydock.jsonc'))) return folder
    if (dirname(folder) === folder) return resolve(from)
  }
}

/** A path as its user typed it in the current folder; unchanged where no such file is there. */
export function fromCurrentFolder(path: string): string {
  const absolute = resolve(path)
  return existsSync(absolute) ? absolute : path
}
