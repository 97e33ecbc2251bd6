/** Work on the files of an embedded database while nobody has it open. */
import { realpath } from 'node:fs/promises'
import { closeFolder } from './folder'
import { lockFolder, unlockFolder } from './folderLock'

/** Closes the folder where this process has it open, keeps others out, and does the work. Throws `FolderInUseError`. */
export async function withClosedFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const real = await realpath(folder)
  await closeFolder(real)
  await lockFolder(real)
  try {
    return await work()
  } finally {
    await unlockFolder(real)
  }
}
