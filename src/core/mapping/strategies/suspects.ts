/** The keys of rows that a comparison of hashes leaves in doubt, in the order of the key. */
import type { Value } from '../../util/value'
import { OtherStrategyNeeded } from './strategy'

/** So many rows are fetched by their keys before it would have been quicker to read all. */
const SHARE = 0.2
const FEW = 20_000
/** Keys are kept in memory while the rows are read. */
const MOST = 300_000

export class Suspects {
  private readonly keys: (readonly Value[])[] = []
  private last = ''

  get count(): number {
    return this.keys.length
  }

  /** A key that is repeated comes more than once. Throws `OtherStrategyNeeded` where too many rows differ. */
  add(key: readonly Value[], rows: number): void {
    const text = JSON.stringify(key)
    if (text === this.last) return
    this.last = text
    this.keys.push(key)
    const { count } = this
    if (count > MOST || (count > FEW && count > SHARE * rows))
      throw new OtherStrategyNeeded('merge', `${count} of the first ${rows} rows differ`)
  }

  *batches(size: number): Generator<readonly (readonly Value[])[]> {
    for (let start = 0; start < this.keys.length; start += size)
      yield this.keys.slice(start, start + size)
  }
}
