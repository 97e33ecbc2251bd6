/**
 * The embedded databases that this process has open: one worker thread a folder, shared by all sessions,
 * kept for ten idle seconds, given up at once when another process asks for it.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DatabaseError } from '../../errors'
import { sessionSettings } from '../postgres/settings'
import { isFolderWanted, lockFolder, unlockFolder } from './folderLock'
import type { WorkerRequest, WorkerResponse, WorkerResult } from './protocol'

const IDLE_LIMIT = 10_000
const WANTED_POLL = 250

type RequestBody = WorkerRequest extends infer R
  ? R extends unknown
    ? Omit<R, 'id'>
    : never
  : never

const open = new Map<string, Promise<OpenFolder>>()

/** Lends the open folder to `callback`; sessions of this process share it. */
export async function withFolder<T>(
  folder: string,
  database: string,
  callback: (folder: OpenFolder) => Promise<T>,
): Promise<T> {
  const key = `${folder}\n${database}`
  let opening = open.get(key)
  if (opening === undefined) {
    opening = OpenFolder.open(folder, database, () => open.delete(key))
    open.set(key, opening)
    opening.catch(() => open.delete(key))
  }
  const opened = await opening
  opened.borrow()
  try {
    return await callback(opened)
  } finally {
    opened.giveBack()
  }
}

/** Closes every embedded database of this process. For the end of a program. */
export async function closeFolders(): Promise<void> {
  await Promise.all([...open.values()].map(async (opening) => (await opening).close()))
}

/** Closes all databases of a folder that this process has open, once what was asked of them is done. */
export async function closeFolder(folder: string): Promise<void> {
  const opened = [...open].filter(([key]) => key.startsWith(`${folder}\n`))
  for (const [, opening] of opened) {
    const one = await opening.catch(() => undefined)
    await one?.exclusively(() => one.close())
  }
}

export class OpenFolder {
  private borrowers = 0
  private nextId = 1
  private idle: NodeJS.Timeout | undefined
  private closing: Promise<void> | undefined
  private queue: Promise<unknown> = Promise.resolve()
  private readonly pending = new Map<
    number,
    { resolve: (result: WorkerResult) => void; reject: (error: unknown) => void }
  >()

  private constructor(
    private readonly folder: string,
    private readonly worker: Worker,
    private readonly onClosed: () => void,
  ) {
    worker.on('message', (response: WorkerResponse) => this.settle(response))
    worker.on('error', (error) => this.fail(error))
    worker.on('exit', () => this.fail(new Error('the thread of the embedded database ended')))
    // An idle database does not keep a program alive.
    worker.unref()
  }

  /** Makes an empty embedded database in a folder that is not there yet. */
  static async create(folder: string): Promise<void> {
    const made = await OpenFolder.start(folder, 'postgres', () => undefined)
    await made.close()
  }

  static async open(folder: string, database: string, onClosed: () => void): Promise<OpenFolder> {
    if (!existsSync(join(folder, 'PG_VERSION')))
      throw new DatabaseError(
        { kind: 'connection', sqlState: '3D000', noDatabase: true },
        `there is no embedded database in "${folder}"`,
        {
          mend: 'check the path of the pglite: URL; it is relative to the folder of drydock.jsonc',
        },
      )
    return OpenFolder.start(folder, database, onClosed)
  }

  private static async start(
    folder: string,
    database: string,
    onClosed: () => void,
  ): Promise<OpenFolder> {
    await lockFolder(folder)
    const opened = new OpenFolder(folder, new Worker(workerFile()), onClosed)
    try {
      await opened.send({ method: 'open', folder, database })
      await opened.send({ method: 'script', sql: sessionSettings('write') })
      return opened
    } catch (error) {
      await opened.close()
      throw error
    }
  }

  borrow(): void {
    this.borrowers++
    clearTimeout(this.idle)
  }

  giveBack(): void {
    this.borrowers--
    if (this.borrowers === 0) this.watchIdle(Date.now())
  }

  /** Runs `work` when everything that was asked for before has ended: there is one session for all. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work)
    this.queue = result.catch(() => undefined)
    return result
  }

  send(request: RequestBody): Promise<WorkerResult> {
    const id = this.nextId++
    this.worker.ref()
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject })
      this.worker.postMessage({ ...request, id })
    })
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown()
    return this.closing
  }

  private async shutDown(): Promise<void> {
    clearTimeout(this.idle)
    this.onClosed()
    await this.send({ method: 'close' }).catch(() => undefined)
    await this.worker.terminate()
    await unlockFolder(this.folder)
  }

  private watchIdle(since: number): void {
    this.idle = setTimeout(() => {
      if (this.borrowers > 0) return
      isFolderWanted(this.folder)
        .then((wanted) => {
          if (this.borrowers > 0) return undefined
          if (wanted || Date.now() - since > IDLE_LIMIT) return this.close()
          return this.watchIdle(since)
        })
        .catch(() => undefined)
    }, WANTED_POLL)
    this.idle.unref()
  }

  private settle(response: WorkerResponse): void {
    const waiting = this.pending.get(response.id)
    this.pending.delete(response.id)
    if (this.pending.size === 0) this.worker.unref()
    if ('result' in response) waiting?.resolve(response.result)
    else waiting?.reject(response.error)
  }

  private fail(error: unknown): void {
    for (const { reject } of this.pending.values()) reject(error)
    this.pending.clear()
  }
}

/** Beside the bundle in dist/; in tests that run from the sources, the built one. */
function workerFile(): string {
  const beside = join(__dirname, 'pgliteWorker.js')
  return existsSync(beside) ? beside : join(__dirname, '../../../../../dist/pgliteWorker.js')
}
