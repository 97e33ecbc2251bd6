/** Files that are gone when the work with them ends, however it ends. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Lends a folder that only this user can read. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Lends a folder that only this user can read to a generator of items. */
export async function* withTemporaryFolder<T, R>(
  work: (folder: string) => AsyncGenerator<T, R>,
): AsyncGenerator<T, R> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-'))
  try {
    return yield* work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
