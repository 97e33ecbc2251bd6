/** An exported file that is opened to be read. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { openCsv } from '../../source/records/files/openCsv'
import type { RecordSource } from '../../source/records/source'
import { throwIfAborted } from '../../util/errors'
import type { WorkOptions } from '../../util/progress'

export interface OpenedExport {
  readonly source: RecordSource
  /** Its columns, in their order. */
  readonly names: readonly string[]
  /** Without its folder. */
  readonly fileName: string
  /** SHA-256 of its bytes. */
  readonly hash: string
}

/** Throws `UsageError` where it cannot be read, and `DatabaseOperationError` where it changes meanwhile. */
export async function openExport(
  path: string,
  options: WorkOptions & { readonly warn: (message: string) => void },
): Promise<OpenedExport> {
  const hash = await hashFile(path, options.signal)
  const source = await openCsv(
    { type: 'csv', path },
    {
      ...options,
      path: (written) => written,
      fill: () => Promise.reject(new Error('an export has no placeholders')),
      withReadSession: () => Promise.reject(new Error('an export is no database')),
    },
  )
  return { source, names: source.names ?? [], fileName: basename(path), hash }
}

/** SHA-256 of a file's bytes. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    throwIfAborted(signal)
    hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}
