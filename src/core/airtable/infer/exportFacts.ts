/** What one reading of an export shows of its columns. */
import { isUnreadable, type RecordSource } from '../../source/records/source'
import { ColumnProof, type ColumnFormats } from '../cells/candidates'
import { NameIndex } from '../links/nameIndex'
import type { OpenedExport } from '../plan/openExport'

export interface ColumnFacts extends ColumnFormats {
  readonly name: string
  /** No two records have the same, and none has nothing. */
  readonly isUnique: boolean
  /** All of its cells are ids of Airtable's. */
  readonly isRecordId: boolean
}

export interface ExportFacts {
  /** What Airtable calls the table. */
  readonly table: string
  readonly fileName: string
  readonly records: number
  /** Records that could not be read. */
  readonly unreadable: number
  readonly columns: readonly ColumnFacts[]
  /** What other tables call its records: its first column, which is Airtable's primary field. */
  readonly names: NameIndex
}

export async function readFacts(
  table: string,
  { source, names, fileName }: OpenedExport,
): Promise<ExportFacts> {
  const index = new NameIndex()
  const columns = names.map((name) => new ColumnReader(name))
  let [records, unreadable] = [0, 0]
  for await (const record of recordsOf(source)) {
    if (record === undefined) {
      unreadable++
      continue
    }
    records++
    for (const column of columns) column.add(record[column.name] ?? '')
    const name = record[names[0] ?? ''] ?? ''
    index.add(name, name)
  }
  return {
    ...{ table, fileName, records, unreadable },
    columns: columns.map((column) => column.end()),
    names: index,
  }
}

/** The records of an export; undefined for one that cannot be read. */
export async function* recordsOf(
  source: RecordSource,
): AsyncGenerator<Readonly<Record<string, string>> | undefined> {
  for await (const { items } of source.pages())
    for (const item of items)
      yield isUnreadable(item)
        ? undefined
        : (JSON.parse(item.json) as Readonly<Record<string, string>>)
}

const RECORD_ID = /^rec[A-Za-z0-9]{14}$/

class ColumnReader {
  private readonly proof = new ColumnProof()
  /** Given up once two cells are the same. */
  private seen: Set<string> | undefined = new Set()
  private isRecordId = true
  private cells = 0

  constructor(readonly name: string) {}

  add(cell: string): void {
    this.proof.add(cell)
    this.cells++
    this.isRecordId &&= RECORD_ID.test(cell)
    if (cell === '' || this.seen?.has(cell) === true) this.seen = undefined
    this.seen?.add(cell)
  }

  end(): ColumnFacts {
    const isUnique = this.cells > 0 && this.seen !== undefined
    return {
      name: this.name,
      ...this.proof.end(),
      isUnique,
      isRecordId: this.isRecordId && isUnique,
    }
  }
}
