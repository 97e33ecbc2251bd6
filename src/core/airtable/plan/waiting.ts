/** What has to wait until all of a table was compared: who is new may only have another name, and who is gone may be many. */
import { LineFile, linesOf } from '../../source/lineFile'
import type { ExportRecord } from './exportRecord'
import { MOST_GONE, type GoneRow } from './rename'

/** A record that has no row yet, and the id that its row will have. */
export interface Added {
  readonly rowId: string
  readonly record: ExportRecord
}

export class Waiting {
  private readonly records: LineFile
  private readonly rows: LineFile
  private readonly perhapsRenamed: GoneRow[] = []
  private gone = 0

  constructor(folder: string) {
    this.records = new LineFile(folder)
    this.rows = new LineFile(folder)
  }

  addRecord(added: Added): Promise<void> | undefined {
    return this.records.add(JSON.stringify(added))
  }

  /** A row without a record. `isRenamed`: it may have one under another name. */
  addGone(
    gone: GoneRow,
    { isActive, isRenamed }: { readonly isActive: boolean; readonly isRenamed: boolean },
  ): Promise<void> | undefined {
    this.gone++
    if (isRenamed && this.gone <= MOST_GONE) this.perhapsRenamed.push(gone)
    if (!isActive) return undefined
    return this.rows.add(JSON.stringify(gone))
  }

  /** How many active rows have no record, but for some. */
  async countGone(except: ReadonlySet<string>): Promise<number> {
    let count = 0
    for await (const _ of this.goneRows(except)) count++
    return count
  }

  /** Rows that may have another name now. Where very many are gone, it is no renaming that has happened. */
  get candidates(): readonly GoneRow[] {
    return this.gone > MOST_GONE ? [] : this.perhapsRenamed
  }

  async *newRecords(): AsyncGenerator<Added> {
    for await (const line of linesOf(this.records)) yield JSON.parse(line) as Added
  }

  /** The active ones, but for some. */
  async *goneRows(except: ReadonlySet<string>): AsyncGenerator<GoneRow> {
    for await (const line of linesOf(this.rows)) {
      const gone = JSON.parse(line) as GoneRow
      if (!except.has(gone.row.rowId)) yield gone
    }
  }
}
