/**
 * Records of an export and rows of its table, sorted together by what tells them apart, in bounded memory: so that what belongs
 * together stands side by side, whatever the order of the export and the collation of the database are.
 */
import { decodeCopyField, encodeCopyRow } from '../../database/copyText'
import { LineFile } from '../../source/lineFile'
import { LineReader } from '../../source/lineReader'
import { sortLines } from '../../source/sortLines'
import type { SyncedRow } from '../store/syncedRows'
import type { ExportRecord } from './exportRecord'

/** All that has one identity. */
export interface Alike {
  readonly identity: string
  /** More than one only where the table has the same twice. */
  readonly rows: readonly SyncedRow[]
  /** In the order of the export. */
  readonly records: readonly ExportRecord[]
}

/** Rows come before records; records in their order. */
const ROW = '0'

export class RecordLines {
  private readonly lines: LineFile
  private records = 0

  /** `folder` takes files, which are its owner's to delete. */
  constructor(private readonly folder: string) {
    this.lines = new LineFile(folder)
  }

  addRow(identity: string, row: SyncedRow): Promise<void> | undefined {
    return this.add(identity, ROW, row)
  }

  addRecord(identity: string, record: ExportRecord): Promise<void> | undefined {
    this.records++
    return this.add(identity, String(this.records), record)
  }

  private add(identity: string, place: string, what: object): Promise<void> | undefined {
    const line = encodeCopyRow([identity, place, JSON.stringify(what)])
    return this.lines.add(line.slice(0, -1))
  }

  /** Everything that was added, once. */
  async *sorted(): AsyncGenerator<Alike> {
    const sorted = await sortLines(this.lines.read(), ['text', 'integer'], this.folder)
    const reader = new LineReader(sorted)
    let group: Group | undefined
    while (reader.step() || (await reader.fill())) {
      const line = reader.buffer.toString('utf8', reader.start, reader.end)
      const [identity = '', place = '', json = ''] = line.split('\t').map(decoded)
      if (group?.identity !== identity) {
        if (group !== undefined) yield group
        group = { identity, rows: [], records: [] }
      }
      if (place === ROW) group.rows.push(JSON.parse(json) as SyncedRow)
      else group.records.push(JSON.parse(json) as ExportRecord)
    }
    if (group !== undefined) yield group
  }
}

interface Group {
  readonly identity: string
  readonly rows: SyncedRow[]
  readonly records: ExportRecord[]
}

const decoded = (field: string) => decodeCopyField(field) ?? ''
