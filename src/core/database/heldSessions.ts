/** Sessions that stay open between borrowers: opening one takes longer than most of what is asked of it. */
import { openDatabase, type Access, type Database } from './database'
import { endpointLocation, type Endpoint } from './endpoint'
import type { WorkOptions } from '../util/progress'
import type { Session } from './session'

/** One that nobody has used for longer is not trusted: what lies between may have dropped it without a word. */
const TRUSTED_MS = 30_000

/**
 * Databases whose sessions are kept for the next borrower until all are closed. Borrowers leave sessions as they found them, or
 * with settings that do the next no harm.
 */
export class HeldSessions {
  private readonly shelves = new Map<string, Shelf>()

  /** As `openDatabase`. */
  open<A extends Access>(
    endpoint: Endpoint,
    environment: string,
    access: A,
    options: WorkOptions = {},
  ): Database<A> {
    const database = openDatabase(endpoint, environment, access, options)
    // An open embedded database keeps everybody else out.
    if (endpoint.engine === 'pglite') return database
    const key = JSON.stringify([endpointLocation(endpoint), environment, access])
    const shelf = this.shelves.get(key) ?? new Shelf(database)
    this.shelves.set(key, shelf)
    return { ...database, withSession: (work) => shelf.lend(work) }
  }

  async close(): Promise<void> {
    await Promise.all([...this.shelves.values()].map((shelf) => shelf.close()))
  }
}

/** Lends them and closes them, however the work ends. */
export async function withHeldSessions<T>(work: (held: HeldSessions) => Promise<T>): Promise<T> {
  const held = new HeldSessions()
  try {
    return await work(held)
  } finally {
    await held.close()
  }
}

interface Held {
  readonly session: Session
  readonly end: () => Promise<void>
  usedAt: number
}

class Shelf {
  private free: Held[] = []
  private closed = false

  constructor(private readonly database: Database) {}

  async lend<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const held = (await this.takeTrusted()) ?? (await open(this.database))
    try {
      const result = await work(held.session)
      await this.giveBack(held)
      return result
    } catch (error) {
      // It may be broken, or in the middle of something.
      await held.end()
      throw error
    }
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all(this.free.splice(0).map((held) => held.end()))
  }

  private async takeTrusted(): Promise<Held | undefined> {
    const held = this.free.pop()
    if (held === undefined || performance.now() - held.usedAt < TRUSTED_MS) return held
    await held.end()
    return this.takeTrusted()
  }

  private async giveBack(held: Held): Promise<void> {
    held.usedAt = performance.now()
    if (this.closed) await held.end()
    else this.free.push(held)
  }
}

/** A session lasts as long as its callback: this one waits until it may end. */
function open(database: Database): Promise<Held> {
  return new Promise((resolve, reject) => {
    const life = database.withSession(
      (session) =>
        new Promise<void>((done) => {
          const end = () => {
            done()
            return life.catch(() => undefined)
          }
          resolve({ session, end, usedAt: performance.now() })
        }),
    )
    life.catch(reject)
  })
}
