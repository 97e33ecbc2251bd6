/** What has to wait until all of a table was compared: who is new may only have another name, and who is gone may be many. */
import { LineFile, linesOf } from '../../source/lineFile'
import type { ExportRecord } from './exportRecord'
import { MOST_GONE, type GoneRow } from './rename'

/** A record that has no row yet, and the id that its row will have. */
export interface Added {
  readonly rowId: string
  readonly record: ExportRecord
}

/** A row that may have another name now. */
interface Candidate extends GoneRow {
  readonly isActive: boolean
}

export class Waiting {
  private readonly records: LineFile
  private readonly rows: LineFile
  private readonly perhapsRenamed: Candidate[] = []
  private gone = 0
  private active = 0

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
    if (isRenamed && this.gone <= MOST_GONE) this.perhapsRenamed.push({ ...gone, isActive })
    if (!isActive) return undefined
    this.active++
    return this.rows.add(JSON.stringify(gone))
  }

  /** How many active rows have no record, but for some of the candidates. */
  countGone(except: ReadonlySet<string>): number {
    const excepted = this.candidates.filter(
      ({ row, isActive }) => isActive && except.has(row.rowId),
    )
    return this.active - excepted.length
  }

  /** Rows that may have another name now. Where very many are gone, it is no renaming that has happened. */
  get candidates(): readonly Candidate[] {
    return this.gone > MOST_GONE ? [] : this.perhapsRenamed
  }

  async *newRecords(): AsyncGenerator<Added> {
    for await (const line of linesOf(this.records)) yield JSON.parse(line) as Added
  }

  /** The active ones, but for some; once. */
  async *goneRows(except: ReadonlySet<string>): AsyncGenerator<GoneRow> {
    for await (const line of linesOf(this.rows)) {
      const gone = JSON.parse(line) as GoneRow
      if (!except.has(gone.row.rowId)) yield gone
    }
  }
}
