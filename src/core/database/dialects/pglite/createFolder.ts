/** Making embedded databases. */
import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { OpenFolder } from './folder'

/** Makes an empty embedded database in a folder, which must not be there yet. Only a complete one gets its name. */
export async function createFolder(folder: string): Promise<void> {
  const home = dirname(folder)
  await mkdir(home, { recursive: true })
  const draft = join(home, `.${basename(folder)}.${randomBytes(6).toString('hex')}`)
  try {
    await OpenFolder.create(draft)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
}
