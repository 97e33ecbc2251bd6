/** The id and the hash of records: of those whose members are texts side by side without parsing them. */
import type { SourceRecord } from '../../source/records/source'
import type { RecordId } from '../definition/pipeline'
import { parseExactJson } from './exactJson'
import { FlatReader } from './flatRecord'
import type { RecordHasher } from './recordHash'
import { idReader } from './recordId'

export type ReadRecord = { readonly id: string; readonly hash: string } | { readonly fault: string }

export class RecordReader {
  private readonly idOf: ReturnType<typeof idReader>
  private flat: FlatReader | undefined

  constructor(
    private readonly id: RecordId,
    private readonly hasher: RecordHasher,
  ) {
    this.idOf = idReader(id)
  }

  read({ json, flat }: SourceRecord): ReadRecord {
    if (flat !== undefined) {
      if (this.flat?.names !== flat.names)
        this.flat = new FlatReader(flat.names, this.id, this.hasher.significance)
      const found = this.flat.read(json, flat.ends)
      if (found !== undefined) return found
    }
    const value = parseExactJson(json)
    const found = this.idOf(value)
    return 'fault' in found ? found : { id: found.id, hash: this.hasher.hash(value) }
  }
}
