/** Versions of records, of the ledger and of a source, side by side by their ids: sorted in files, so that memory stays flat. */
import { decodeCopyField, encodeCopyRow } from '../../../database/copyText'
import type { KeyOrder } from '../../../database/dialect'
import { LineFile } from '../../../source/lineFile'
import { LineReader } from '../../../source/lineReader'
import { sortLines } from '../../../source/sortLines'
import type { PreparedRecord } from '../prepareBatch'

/** A version that the ledger knows. */
export interface KnownVersion {
  readonly seq: string
  /** Hexadecimal digits; null where the record is gone. */
  readonly hash: string | null
}

export type VersionLine = { readonly key: string; readonly id: string } & (
  { readonly known: KnownVersion } | { readonly record: PreparedRecord }
)

/** By id; first what is known, the latest last, then what was read, in its order. */
const ORDER: readonly KeyOrder[] = ['text', 'integer', 'integer']
const KNOWN = '0'
const READ = '1'

export class VersionLines {
  private readonly file: LineFile
  private records = 0

  /** `keyOf` gives the same of ids that the database takes for the same. */
  constructor(
    private readonly folder: string,
    private readonly keyOf: (id: string) => string,
  ) {
    this.file = new LineFile(folder)
  }

  /** Undefined where the line is in memory: then the next one can be added at once. */
  addKnown(id: string, { seq, hash }: KnownVersion): Promise<void> | undefined {
    return this.add([this.keyOf(id), KNOWN, seq, id, hash])
  }

  addRecord({ id, hash, locator, json }: PreparedRecord): Promise<void> | undefined {
    return this.add([this.keyOf(id), READ, String(++this.records), id, hash, locator, json])
  }

  private add(fields: readonly (string | null)[]): Promise<void> | undefined {
    return this.file.add(encodeCopyRow(fields).slice(0, -1))
  }

  /** All of them, once. */
  async *sorted(): AsyncGenerator<VersionLine> {
    const reader = new LineReader(await sortLines(this.file.read(), ORDER, this.folder))
    while (reader.step() || (await reader.fill()))
      yield versionOf(reader.buffer.toString('utf8', reader.start, reader.end))
  }
}

function versionOf(line: string): VersionLine {
  const [key = '', sort, place = '', id = '', hash = null, locator = '', json = ''] = line
    .split('\t')
    .map(decodeCopyField)
  const common = { key: key ?? '', id: id ?? '' }
  if (sort === KNOWN) return { ...common, known: { seq: place ?? '', hash } }
  const record = { id: common.id, hash: hash ?? '', locator: locator ?? '', json: json ?? '' }
  return { ...common, record }
}
