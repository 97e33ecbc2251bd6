import { chmodSync, existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs'
import { freemem } from 'node:os'
import { dirname, join } from 'node:path'
import { guardedFolder } from '../../scripts/lib/guard.mjs'
import type { GuardedFolder } from '../../scripts/lib/guard.mjs'

let root: GuardedFolder | undefined
let memory: GuardedFolder | undefined
let count = 0

/** The folder in which this test process keeps all of its files. It is removed when the process ends. */
export function temporaryRoot(): GuardedFolder {
  root ??= guardedFolder('drydock-test-')
  return root
}

/** A new, empty folder below `temporaryRoot()`. */
export function temporaryFolder(name = 'folder'): string {
  return newFolder(temporaryRoot(), name)
}

const MEMORY_DISK = '/dev/shm'
const ENOUGH_BYTES = 8 * 2 ** 30

/**
 * A new, empty folder for a database that nobody needs tomorrow: on the disk in memory, where the machine has one
 * with room. A database is a thousand small files, which most disks take ten times as long to create and remove.
 */
export function databaseFolder(name: string): string {
  if (!hasMemoryDisk()) return temporaryFolder(name)
  memory ??= guardedFolder('drydock-test-', MEMORY_DISK)
  // Servers run as another user, who has to pass.
  chmodSync(memory.path, 0o711)
  return newFolder(memory, name)
}

function hasMemoryDisk(): boolean {
  if (memory !== undefined) return true
  if (!existsSync(MEMORY_DISK)) return false
  const { bavail, bsize } = statfsSync(MEMORY_DISK)
  return Math.min(bavail * bsize, freemem()) >= ENOUGH_BYTES
}

function newFolder({ path }: GuardedFolder, name: string): string {
  count += 1
  const folder = join(path, `${name}-${count}`)
  mkdirSync(folder)
  return folder
}

/** A folder with these files, by relative path. A value that is no string is written as JSON. */
export function workspaceFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder('workspace')
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return folder
}

export async function removeTemporaryRoot(): Promise<void> {
  // Programs end with the first one; what they worked on is in the second.
  await root?.remove()
  await memory?.remove()
  root = undefined
  memory = undefined
}
