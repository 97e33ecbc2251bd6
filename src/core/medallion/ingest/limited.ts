/** The first records of a source, for a quick look. */
import type { SourcePage } from '../../source/records/source'

export interface LimitedPages {
  readonly items: AsyncIterable<SourcePage>
  /** Whether something was left out: known once the items have ended. */
  wasCut(): boolean
}

export function limited(pages: AsyncIterable<SourcePage>, limit: number | undefined): LimitedPages {
  let cut = false
  if (limit === undefined) return { items: pages, wasCut: () => cut }
  async function* first(most: number): AsyncGenerator<SourcePage> {
    let left = most
    for await (const page of pages) {
      if (left === 0) {
        cut = true
        return
      }
      cut = page.items.length > left
      yield { ...page, items: page.items.slice(0, left) }
      left -= Math.min(left, page.items.length)
      if (cut) return
    }
  }
  return { items: first(limit), wasCut: () => cut }
}
