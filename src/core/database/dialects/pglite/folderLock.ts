/**
 * An embedded database has no lock of its own: two processes on one folder destroy it. This lock is a file
 * beside the folder with the owner's process id and start time. An owner that is idle gives way when asked.
 */
import { execFile } from 'node:child_process'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { DatabaseOperationError } from '../../../util/errors'

/** Milliseconds to wait for an owner that may be idle, before the folder counts as in use. */
const PATIENCE = 3000
const POLL = 100

interface Owner {
  readonly pid: number
  /** When the owner's process started: process ids are used again. */
  readonly processStartedAt: string
}

export class FolderInUseError extends DatabaseOperationError {
  override readonly name = 'FolderInUseError'
  constructor(folder: string, pid: number) {
    super('folder-in-use', `the embedded database "${folder}" is open in process ${pid}`, {
      mend: 'wait until its work is done or close that process; one process at a time can open it',
      transient: true,
    })
  }
}

const lockFile = (folder: string) => `${folder}.lock`
const wantedFile = (folder: string) => `${folder}.lock-wanted`
const takeoverFile = (folder: string) => `${folder}.lock-takeover`

/** Takes the folder's lock, or throws `FolderInUseError`. */
export async function lockFolder(folder: string, patience = PATIENCE): Promise<void> {
  const me: Owner = { pid: process.pid, processStartedAt: await processStart(process.pid) }
  const deadline = Date.now() + patience
  for (;;) {
    if (await tryCreate(lockFile(folder), JSON.stringify(me))) {
      await rm(wantedFile(folder), { force: true })
      return
    }
    const owner = await readOwner(folder)
    if (owner === 'nobody') continue
    const waits = Date.now() <= deadline
    const dead = owner === 'unreadable' ? !waits : !(await isAlive(owner))
    if (dead) {
      await takeOver(folder, owner)
      continue
    }
    if (owner !== 'unreadable' && !waits) throw new FolderInUseError(folder, owner.pid)
    await tryCreate(wantedFile(folder), String(process.pid))
    await sleep(POLL)
  }
}

export async function unlockFolder(folder: string): Promise<void> {
  await rm(lockFile(folder), { force: true })
}

/** Whether another process waits for the folder. */
export async function isFolderWanted(folder: string): Promise<boolean> {
  return readFile(wantedFile(folder)).then(
    () => true,
    () => false,
  )
}

async function tryCreate(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx' })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw new DatabaseOperationError(
      'database-connection',
      `cannot write "${file}": ${code ?? 'unknown error'}`,
      {
        cause: error,
        mend: 'an embedded database is locked by a file beside it: its folder has to be writable',
      },
    )
  }
}

/** Who holds the lock. A process that was killed while it wrote the file leaves it unreadable for ever. */
async function readOwner(folder: string): Promise<Owner | 'nobody' | 'unreadable'> {
  const text = await readFile(lockFile(folder), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return 'nobody'
  try {
    return JSON.parse(text) as Owner
  } catch {
    return 'unreadable'
  }
}

/**
 * Removes the lock if it is still the dead owner's. One process at a time may do so: between the look and the
 * removal of one, another's new lock could have come.
 */
async function takeOver(folder: string, dead: Owner | 'unreadable'): Promise<void> {
  const guard = takeoverFile(folder)
  if (!(await tryCreate(guard, String(process.pid)))) {
    const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > PATIENCE) await rm(guard, { force: true })
    return sleep(POLL)
  }
  try {
    const now = await readOwner(folder)
    if (JSON.stringify(now) === JSON.stringify(dead)) await unlockFolder(folder)
  } finally {
    await rm(guard, { force: true })
  }
}

async function isAlive({ pid, processStartedAt }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const started = await processStart(pid)
  return started === '' || processStartedAt === '' || started === processStartedAt
}

/** When a process started, as its system says it; empty where that cannot be known. */
async function processStart(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // Field 22, counted after the command name, which is in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  }
  if (process.platform === 'win32') return ''
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(
    () => ({ stdout: '' }),
  )
  return stdout.trim()
}
