/** The keys of rows that a comparison of hashes leaves in doubt, in the order of the key. */
import { decodeCopyField, encodeCopyRow } from '../../database/copyText'
import type { Value } from '../../util/value'
import { OtherStrategyNeeded } from './strategy'

/** So many rows are fetched by their keys before it would have been quicker to read all. */
const SHARE = 0.2
const FEW = 20_000
/** Keys are kept in memory while the rows are read. */
const MOST = 300_000

/** Keys that become bytes together: as strings they would take many times the memory. */
const CHUNK = 1000

export class Suspects {
  private readonly chunks: Buffer[] = []
  private lines: string[] = []
  private last = ''
  private keys = 0

  get count(): number {
    return this.keys
  }

  /** A key that is repeated comes more than once. Throws `OtherStrategyNeeded` where too many rows differ. */
  add(key: readonly Value[], rows: number): void {
    const line = encodeCopyRow(key)
    if (line === this.last) return
    this.last = line
    this.keys++
    this.lines.push(line)
    if (this.lines.length === CHUNK) this.pack()
    const { count } = this
    if (count > MOST || (count > FEW && count > SHARE * rows))
      throw new OtherStrategyNeeded('merge', `${count} of the first ${rows} rows differ`)
  }

  /** All of them, so many at a time. */
  *batches(size: number): Generator<readonly (readonly Value[])[]> {
    this.pack()
    let batch: (readonly Value[])[] = []
    for (const chunk of this.chunks)
      for (const line of chunk.toString().slice(0, -1).split('\n')) {
        batch.push(line.split('\t').map(decodeCopyField))
        if (batch.length < size) continue
        yield batch
        batch = []
      }
    if (batch.length > 0) yield batch
  }

  private pack(): void {
    if (this.lines.length > 0) this.chunks.push(Buffer.from(this.lines.join('')))
    this.lines = []
  }
}
