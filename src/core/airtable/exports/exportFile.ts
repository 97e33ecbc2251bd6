/** Files of exports, as they were when somebody looked. */
import type { BigIntStats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { requireUnchanged, type SourceFile } from '../../source/records/files/sourceFile'
import { partialNames } from './exportName'

export interface FolderFile extends SourceFile {
  readonly mtimeMs: number
  /** A browser is about to replace it: the partial download of the same name lies beside it. */
  readonly downloading: boolean
}

/** Whether the file is still the one that was found, so that what was read of it is one state of it. */
export async function isSameFile(file: SourceFile): Promise<boolean> {
  return await requireUnchanged(file).then(
    () => true,
    () => false,
  )
}

/** The names in a folder. */
export interface Listing {
  readonly folder: string
  readonly names: readonly string[]
  /** Why there are none. */
  readonly fault?: { readonly code: string; readonly text: string }
}

/** Does not throw: a folder may come later. */
export async function listFolder(folder: string): Promise<Listing> {
  try {
    return { folder, names: await readdir(folder) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return { folder, names: [], fault: { code, text: String(error) } }
  }
}

/** Those of the names that are files. What was removed since the folder was listed is left out. */
export async function lookAtFiles(
  { folder, names }: Listing,
  chosen: readonly string[],
): Promise<readonly FolderFile[]> {
  const lower = new Set(names.map((name) => name.toLowerCase()))
  const files = await Promise.all(
    chosen.map(async (name) => {
      const path = join(folder, name)
      const facts = await stat(path, { bigint: true }).catch(() => undefined)
      if (facts?.isFile() !== true) return []
      const downloading = partialNames(name).some((partial) => lower.has(partial))
      return [{ path, name, downloading, ...factsOf(facts) }]
    }),
  )
  return files.flat()
}

/** The identity is that of `SourceFile`, so that a reader who gets the file sees by itself when it is replaced. */
function factsOf({ dev, ino, size, mtimeNs }: BigIntStats) {
  return {
    size: Number(size),
    mtimeMs: Number(mtimeNs) / 1e6,
    identity: [dev, ino, size, mtimeNs].join(':'),
  }
}
