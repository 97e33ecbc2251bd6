/** What is kept of a piece of a file that is no record. */
import { RAW_LIMIT, type UnreadableRecord } from '../source'
import { decode, type Encoding } from './encodings'

/** A character has four bytes at most. */
const MOST_BYTES = 4 * RAW_LIMIT

/**
 * The text of bytes, as far as it is kept, without the end of its line. Bytes that are no characters are shown as U+FFFD and NUL
 * as ␀, so that databases can hold it.
 */
export function rawText(bytes: Buffer, encoding: Encoding): string {
  const text = decode(bytes.subarray(0, MOST_BYTES), encoding)
  const kept = text.replace(/[\r\n]+$/, '').slice(0, RAW_LIMIT)
  // A pair of surrogates is not cut in two.
  return kept.replace(/[\ud800-\udbff]$/, '').replaceAll('\0', '␀')
}

export function unreadable(
  code: 'fields' | 'quote' | 'json' | 'object' | 'encoding' | 'size',
  locator: string,
  raw: string,
  message: string,
): UnreadableRecord {
  return { locator, raw, code, message }
}
