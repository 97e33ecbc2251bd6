/** When the files of all tables together are a new set: a state that takes in what has settled, and does nothing itself. */
import type { ExportFile } from './chooseExport'

/** A complete file. */
export interface SettledExport extends ExportFile {
  readonly table: string
  /** SHA-256 of its bytes, as lower-case hex. */
  readonly sha256: string
}

/** A complete file for every wanted table. */
export interface ExportSet {
  /** In the order of the wanted tables. */
  readonly files: readonly SettledExport[]
  /** The tables that were not exported anew together with the others. */
  readonly stale: readonly string[]
}

/** What a look at the files means for the next set. */
export interface SetState {
  /** The set to give now. */
  readonly set?: ExportSet
  /** New files have come and are waiting for those of these tables, until then at most. */
  readonly awaited?: { readonly tables: readonly string[]; readonly until: number }
}

export class ExportSets {
  private given: ReadonlyMap<string, SettledExport> | undefined
  /** The last version of each file, and when it was first seen complete. */
  private readonly seen = new Map<string, { readonly identity: string; readonly at: number }>()
  /** When the first new file since the last set was there. */
  private opened: number | undefined

  constructor(
    private readonly tables: readonly string[],
    private readonly windowMs: number,
  ) {}

  /** Takes in what is complete at the moment `now`. */
  look(settled: readonly SettledExport[], now: number): SetState {
    const current = new Map(settled.map((file) => [file.table, file]))
    for (const { table, identity } of settled) {
      const known = this.seen.get(table)
      if (known?.identity !== identity || known.at > now)
        this.seen.set(table, { identity, at: now })
    }
    const files = this.tables.flatMap((table) => current.get(table) ?? [])
    const isComplete = files.length === this.tables.length
    const { given } = this
    if (given === undefined) return isComplete ? { set: { files, stale: [] } } : {}
    return this.after(given, { files, isComplete, now })
  }

  /** The set was handed on: what comes next is compared with it. */
  give({ files }: ExportSet): void {
    this.given = new Map(files.map((file) => [file.table, file]))
    this.opened = undefined
  }

  private after(
    given: ReadonlyMap<string, SettledExport>,
    look: {
      readonly files: readonly SettledExport[]
      readonly isComplete: boolean
      readonly now: number
    },
  ): SetState {
    const { files, isComplete, now } = look
    const isNew = (file: SettledExport) => isNewExport(file, given.get(file.table))
    if (isComplete && !files.some(isNew)) {
      this.opened = undefined
      return {}
    }
    if (!files.some(isNew)) return {}
    // A clock that was put back would hold the set for hours.
    this.opened = Math.min(this.opened ?? now, now)
    const until = this.opened + this.windowMs
    const anew = files.filter((file) => isNew(file) || this.isRewritten(file, given))
    const tables = this.tables.filter((table) => !anew.some((file) => file.table === table))
    if (isComplete && (tables.length === 0 || now >= until))
      return { set: { files, stale: tables } }
    return { awaited: { tables, until } }
  }

  /**
   * Whether an export that says the same as the last one has taken its place, at the time of the new ones. It is no reason for a
   * set, but nobody has to wait for it: tables in which nothing happened are exported like the others.
   */
  private isRewritten(file: SettledExport, given: ReadonlyMap<string, SettledExport>): boolean {
    if (file.mtimeMs === given.get(file.table)?.mtimeMs) return false
    const at = this.seen.get(file.table)?.at ?? -Infinity
    return at >= (this.opened ?? Infinity) - this.windowMs
  }
}

/** A file that was only touched is no new export. */
function isNewExport(file: SettledExport, last: SettledExport | undefined): boolean {
  if (last === undefined || file.path !== last.path || file.size !== last.size) return true
  return file.mtimeMs !== last.mtimeMs && file.sha256 !== last.sha256
}
