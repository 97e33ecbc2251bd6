/** Tells plan files from others, by how they begin. */
import { open } from 'node:fs/promises'
import { MAGIC } from './planFormat'

/** Whether there is a file that begins as plan files do. A folder does not. */
export async function isPlanFile(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined)
  if (file === undefined) return false
  try {
    if (!(await file.stat()).isFile()) return false
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0)
    return bytesRead === MAGIC.length && buffer.equals(MAGIC)
  } finally {
    await file.close()
  }
}
