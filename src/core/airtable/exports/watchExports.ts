/** Watches a folder for new exports, and hands on those of all tables together when they are complete. */
import { realClock, type Clock } from '../../source/records/network/clock'
import { AbortedError } from '../../util/errors'
import { readContents } from './contents'
import type { WantedExport } from './exportClaims'
import { isSameFile } from './exportFile'
import { ExportSets, type ExportSet, type SettledExport } from './exportSets'
import { findExports, foldersOf, type FoundExport } from './findExports'
import { FolderEvents, watchWithSystem, type WatchFolder } from './folderEvents'
import { Nap } from './nap'
import { isSettled, look, quietAt, withContents, type LookTime, type Settling } from './settled'
import { waitingOf, type TableState, type Waiting } from './waiting'

export interface WatchExportsOptions {
  readonly folder: string
  readonly wanted: readonly WantedExport[]
  /** For how long a file must not have changed. Default: a second. */
  readonly quietMs?: number
  /** For how long new files wait for those of the other tables. Default: five minutes. */
  readonly setWindowMs?: number
  /** Ends the watch. */
  readonly signal: AbortSignal
  /** One call at a time: the next set waits until this one is dealt with. What came in between is one set. */
  readonly onSet: (set: ExportSet) => Promise<void> | void
  /** What `onSet` threw. The watch goes on, and the set is not given again. */
  readonly onError: (error: unknown) => void
  /** Whenever something else is waited for; with nothing in it when nothing is. */
  readonly onWaiting?: (waiting: readonly Waiting[]) => void
  readonly clock?: Clock
  readonly watchFolder?: WatchFolder
}

/** Milliseconds. Network folders tell nothing, so that somebody has to look. */
const LONGEST_REST = 500
const SHORTEST_REST = 100

/** Time that nobody puts forward or back. */
const steadyClock: Clock = { ...realClock, now: () => performance.timeOrigin + performance.now() }

/**
 * Calls `onSet` whenever every wanted table has a complete file and not all are those of the last call. A file is complete when it
 * has been quiet for `quietMs`, is no partial download, and ends with a whole record as far as quotes show.
 *
 * The folder may come later, and go and come again. Resolves when the signal has fired and the last `onSet` is done; never
 * gives a file that is still being written by somebody who pauses for less than `quietMs`.
 */
export async function watchExports(options: WatchExportsOptions): Promise<void> {
  await new Watch(options).run()
}

class Watch {
  private readonly clock: Clock
  private readonly quietMs: number
  private readonly nap: Nap
  private readonly events: FolderEvents
  private readonly sets: ExportSets
  private readonly settling = new Map<string, Settling>()
  private giving: Promise<void> | undefined
  private fault: { readonly error: unknown } | undefined
  private lastWaiting = '[]'

  constructor(private readonly options: WatchExportsOptions) {
    const { folder, wanted, signal, watchFolder = watchWithSystem } = options
    this.clock = options.clock ?? steadyClock
    this.quietMs = options.quietMs ?? 1000
    this.nap = new Nap(this.clock, signal)
    this.events = new FolderEvents(foldersOf(folder, wanted), watchFolder, () => this.nap.wake())
    const tables = wanted.map(({ table }) => table)
    this.sets = new ExportSets(tables, options.setWindowMs ?? 5 * 60_000)
  }

  async run(): Promise<void> {
    const { signal } = this.options
    try {
      while (!signal.aborted && this.fault === undefined) {
        await this.events.renew()
        const next = await this.look()
        // Timers know whole milliseconds only.
        await this.nap.sleep(Math.ceil(next - this.clock.now()), SHORTEST_REST)
      }
    } catch (error) {
      if (!(signal.aborted && error instanceof AbortedError)) throw error
    } finally {
      this.events.close()
      await this.giving
    }
    if (this.fault !== undefined) throw this.fault.error
  }

  /** Looks at everything once. The moment of the next look, if nothing happens until then. */
  private async look(): Promise<number> {
    const { folder, wanted } = this.options
    const states: TableState[] = []
    const began = this.clock.now()
    const exports = await findExports(folder, wanted)
    const time = { began, ended: this.clock.now() }
    for (const found of exports) states.push(await this.settle(found, time))
    const now = this.clock.now()
    const state = this.sets.look(states.flatMap(settledOf), now)
    if (state.set !== undefined) await this.give(state.set)
    this.tellWaiting(waitingOf(states, state.awaited))
    const dues = states.flatMap(({ settling }) => settling && quietAt(settling, this.quietMs))
    const until = state.awaited?.until ?? now
    if (until > now) dues.push(until)
    return Math.min(...dues.filter((due) => due !== undefined), now + LONGEST_REST)
  }

  private async settle(found: FoundExport, time: LookTime): Promise<TableState> {
    if (found.status === 'problem') {
      this.settling.delete(found.table)
      return { found }
    }
    const { table, file } = found
    const { quietMs } = this
    const seen = look(this.settling.get(table), file, { ...time, quietMs })
    this.settling.set(table, seen)
    if (seen.status !== 'quiet') return { found, settling: seen }
    try {
      const settling = withContents(seen, await readContents(file, this.options.signal))
      this.settling.set(table, settling)
      return { found, settling }
    } catch (error) {
      if (error instanceof AbortedError) throw error
      // It is another file by now, or nobody may read it: the next look tells.
      const isSame = await isSameFile(file)
      return { found, ...(isSame && { fault: reasonOf(error) }) }
    }
  }

  private async give(set: ExportSet): Promise<void> {
    if (this.giving !== undefined) return
    const areSame = await Promise.all(set.files.map(isSameFile))
    if (areSame.includes(false) || this.options.signal.aborted) return
    this.sets.give(set)
    this.giving = this.callOnSet(set)
      .catch((error: unknown) => {
        this.fault = { error }
      })
      .finally(() => {
        this.giving = undefined
        this.nap.wake()
      })
  }

  private async callOnSet(set: ExportSet): Promise<void> {
    try {
      await this.options.onSet(set)
    } catch (error) {
      this.options.onError(error)
    }
  }

  private tellWaiting(waiting: readonly Waiting[]): void {
    const text = JSON.stringify(waiting)
    if (text === this.lastWaiting) return
    this.lastWaiting = text
    this.options.onWaiting?.(waiting)
  }
}

function settledOf({ found, settling }: TableState): readonly SettledExport[] {
  if (found.status === 'problem' || !isSettled(settling)) return []
  return [{ ...found.file, table: found.table, sha256: settling.contents.sha256 }]
}

/** The reader takes a file that it cannot open for one that has changed, and says why as the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
