import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { guardedFolder } from '../../scripts/lib/guard.mjs'
import type { GuardedFolder } from '../../scripts/lib/guard.mjs'

let root: GuardedFolder | undefined
let count = 0

/** The folder in which this test process keeps all of its files. It is removed when the process ends. */
export function temporaryRoot(): GuardedFolder {
  root ??= guardedFolder('drydock-test-')
  return root
}

/** A new, empty folder below `temporaryRoot()`. */
export function temporaryFolder(name = 'folder'): string {
  count += 1
  const folder = join(temporaryRoot().path, `${name}-${count}`)
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
  await root?.remove()
  root = undefined
}
