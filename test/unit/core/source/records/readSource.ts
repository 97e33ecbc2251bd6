/** Reads files as definitions would have them read. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ByteFeed } from '../../../../../src/core/source/records/files/sourceFile'
import {
  isUnreadable,
  type RecordBlock,
  type RecordSource,
  type SourceContext,
  type SourceItem,
} from '../../../../../src/core/source/records/source'
import { temporaryFolder } from '../../../../helpers/temporary'
import { liveBytes } from './liveMemory'

/** A new file with this content; its path. */
export function writeSource(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder('source'), name)
  writeFileSync(path, content)
  return path
}

/** Bytes that arrive `size` at a time. */
export function chunkedFeed(bytes: Buffer, size: number): ByteFeed {
  let next = 0
  return {
    fill: (buffer, at) => {
      const length = bytes.copy(buffer, at, next, next + size)
      next += length
      return Promise.resolve(length)
    },
    close: () => Promise.resolve(),
  }
}

/** A context for paths that are absolute already. */
export function contextOf(more: Partial<SourceContext> = {}): SourceContext {
  return {
    path: (written) => written,
    fill: (text) => Promise.resolve(text),
    withReadSession: () => Promise.reject(new Error('there is no database')),
    warn: () => undefined,
    ...more,
  }
}

export async function itemsOf(source: RecordSource): Promise<readonly SourceItem[]> {
  const items: SourceItem[] = []
  for await (const page of source.pages()) items.push(...page.items)
  return items
}

export async function collect(blocks: AsyncIterable<RecordBlock>): Promise<readonly RecordBlock[]> {
  const all: RecordBlock[] = []
  for await (const block of blocks) all.push(block)
  return all
}

const LOOK_EVERY = 50
const MOST_GROWTH = 24 << 20

/** Reads all of a large source; `isFlat` says that memory has not grown with it. */
export async function readLarge(
  source: RecordSource,
): Promise<{ readonly count: number; readonly isFlat: boolean }> {
  const before = liveBytes()
  let [count, pages, isFlat] = [0, 0, true]
  for await (const { items } of source.pages()) {
    count += items.length
    if (++pages % LOOK_EVERY === 0) isFlat &&= liveBytes() - before < MOST_GROWTH
  }
  return { count, isFlat: isFlat && pages > LOOK_EVERY }
}

/** Each item as short text: the record's JSON, or what is wrong with it, where and with what. */
export function shown(item: SourceItem): string {
  if (!isUnreadable(item)) return item.json
  return `${item.code} ${item.locator} ${item.raw}`
}
