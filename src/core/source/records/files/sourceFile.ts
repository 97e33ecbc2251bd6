/** Files that records are read from: found, looked at, and read in ranges as long as they stay what they were. */
import type { BigIntStats } from 'node:fs'
import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { DatabaseOperationError, UsageError } from '../../../util/errors'
import { suggest } from '../../../util/nearMiss'

/** A file as it was when it was found. */
export interface SourceFile {
  readonly path: string
  /** Its name without folders. */
  readonly name: string
  readonly size: number
  /** The same as long as nobody replaces or writes the file. */
  readonly identity: string
}

/** Bytes that come one after the other. */
export interface ByteFeed {
  /** Puts the next bytes into `buffer`, from `at` on. How many there were; 0 at the end. */
  fill(buffer: Buffer, at: number): Promise<number>
  close(): Promise<void>
}

/** Looks at a file and opens it once, so that what cannot be read is known before something is made of it. */
export async function findFile(path: string): Promise<SourceFile> {
  try {
    // Not opened before it is known to be a file: a pipe would wait for somebody who writes into it.
    const facts = await stat(path, { bigint: true })
    if (!facts.isFile()) throw notAFile(path, facts)
    await (await open(path)).close()
    const size = Number(facts.size)
    return { path, name: basename(path), size, identity: identityOf(facts) }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw await cannotOpen(path, error)
  }
}

/** The bytes of a file from `start` to `end`. Throws `source-changed` where they are no longer those of `file`. */
export async function openRange(file: SourceFile, start: number, end: number): Promise<ByteFeed> {
  return new FileRange(file, await openUnchanged(file), start, end)
}

/** Opens a file that was found. Throws `source-changed` where it is another one by now. */
export async function openUnchanged(file: SourceFile): Promise<FileHandle> {
  const handle = await open(file.path).catch((error: unknown) => {
    throw changed(file, error)
  })
  try {
    const facts = await handle.stat({ bigint: true })
    if (identityOf(facts) !== file.identity) throw changed(file)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** What was read is only known to be one state of the file when it is still the same file, unchanged. */
export async function requireUnchanged(file: SourceFile): Promise<void> {
  const facts = await stat(file.path, { bigint: true }).catch((error: unknown) => {
    throw changed(file, error)
  })
  if (identityOf(facts) !== file.identity) throw changed(file)
}

class FileRange implements ByteFeed {
  constructor(
    private readonly file: SourceFile,
    private readonly handle: FileHandle,
    private next: number,
    private readonly end: number,
  ) {}

  async fill(buffer: Buffer, at: number): Promise<number> {
    const wanted = Math.min(buffer.length - at, this.end - this.next)
    if (wanted <= 0) {
      await requireUnchanged(this.file)
      return 0
    }
    const { bytesRead } = await this.handle
      .read(buffer, at, wanted, this.next)
      .catch((error: unknown) => {
        throw cannotReadOn(this.file, this.next, error)
      })
    if (bytesRead === 0) throw changed(this.file)
    this.next += bytesRead
    return bytesRead
  }

  close(): Promise<void> {
    return this.handle.close()
  }
}

function identityOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(':')
}

function changed(file: SourceFile, cause?: unknown): DatabaseOperationError {
  return new DatabaseOperationError('source-changed', `${file.path} changed while it was read`, {
    mend: 'Wait until the file is complete, then read it again.',
    transient: true,
    cause,
  })
}

function cannotReadOn(file: SourceFile, at: number, cause: unknown): DatabaseOperationError {
  const message = `${file.path} cannot be read on at byte ${at}: ${messageOf(cause)}`
  const mend = 'Copy the file to another disk, then read the copy.'
  return new DatabaseOperationError('source-broken', message, { mend, cause })
}

function notAFile(path: string, facts: BigIntStats): UsageError {
  if (!facts.isDirectory()) return new UsageError(`${path} is not a file`, { mend: NAME_A_FILE })
  return new UsageError(`${path} is a folder`, { mend: NAME_A_FILE })
}

const NAME_A_FILE = 'Give the path of a file, relative to the folder of drydock.jsonc.'

async function cannotOpen(path: string, cause: unknown): Promise<UsageError> {
  const code = codeOf(cause)
  if (code === 'EISDIR') return new UsageError(`${path} is a folder`, { mend: NAME_A_FILE, cause })
  if (code === 'EACCES' || code === 'EPERM') {
    const mend = 'Give yourself the right to read it.'
    return new UsageError(`${path} cannot be read: permission denied`, { mend, cause })
  }
  if (code !== 'ENOENT' && code !== 'ENOTDIR')
    return new UsageError(`${path} cannot be read: ${messageOf(cause)}`, { cause })
  return new UsageError(`there is no file ${path}`, { mend: await nearFile(path), cause })
}

async function nearFile(path: string): Promise<string> {
  try {
    return `In ${dirname(path)}: ${suggest(basename(path), await readdir(dirname(path)))}`
  } catch {
    return `There is no folder ${dirname(path)} either: check the path.`
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
