/**
 * An embedded database has no lock of its own: two processes on one folder destroy it. This lock is a file
 * beside the folder with the owner's process id and start time. An owner that is idle gives way when asked.
 */
import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { DatabaseOperationError } from '../../../util/errors'

/** How long to wait for an owner that may be idle, before the folder counts as in use. */
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

/** Takes the folder's lock, or throws `FolderInUseError`. */
export async function lockFolder(folder: string): Promise<void> {
  const me: Owner = { pid: process.pid, processStartedAt: await processStart(process.pid) }
  const deadline = Date.now() + PATIENCE
  for (;;) {
    if (await tryCreate(lockFile(folder), JSON.stringify(me))) {
      await rm(wantedFile(folder), { force: true })
      return
    }
    const owner = await readOwner(folder)
    if (owner === undefined) continue
    if (!(await isAlive(owner))) {
      await removeStale(folder, owner)
      continue
    }
    if (Date.now() > deadline) throw new FolderInUseError(folder, owner.pid)
    await tryCreate(wantedFile(folder), String(process.pid))
    await new Promise((resolve) => setTimeout(resolve, POLL))
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
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Undefined when the lock has just gone. A half-written file is read again. */
async function readOwner(folder: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(lockFile(folder), 'utf8')) as Owner
  } catch {
    await new Promise((resolve) => setTimeout(resolve, POLL))
    return undefined
  }
}

/** Removes the lock only if it is still the dead owner's. */
async function removeStale(folder: string, dead: Owner): Promise<void> {
  const now = await readOwner(folder)
  if (now?.pid === dead.pid && now.processStartedAt === dead.processStartedAt)
    await unlockFolder(folder)
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
