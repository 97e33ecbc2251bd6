/** How the bytes of a text file become characters: which encodings there are, and which one a file seems to have. */
import { isAscii, isUtf8 } from 'node:buffer'
import { brokenTail } from './byteWindow'
import { openRange, type SourceFile } from './sourceFile'

export const ENCODINGS = [
  ...(['utf-8', 'utf-16le', 'utf-16be'] as const),
  ...(['windows-1252', 'windows-1250', 'windows-1251', 'macintosh', 'iso-8859-1'] as const),
] as const

export type Encoding = (typeof ENCODINGS)[number]

export type Utf16 = 'utf-16le' | 'utf-16be'

export function isUtf16(encoding: Encoding): encoding is Utf16 {
  return encoding === 'utf-16le' || encoding === 'utf-16be'
}

/** The character of each byte, undefined for a byte that is none. Undefined for encodings of several bytes. */
export function singleBytes(encoding: Encoding): readonly (string | undefined)[] | undefined {
  if (encoding === 'utf-8' || isUtf16(encoding)) return undefined
  const isWestern = encoding === 'windows-1252' || encoding === 'iso-8859-1'
  const decoder = new TextDecoder(isWestern ? 'windows-1252' : encoding, { fatal: true })
  return Array.from({ length: 256 }, (_, byte) => {
    if (isWestern && byte >= 0x80 && byte < 0xa0) return WESTERN[byte - 0x80]?.trim() || undefined
    try {
      return decoder.decode(Uint8Array.of(byte))
    } catch {
      return undefined
    }
  })
}

/** The bytes from 0x80 on, blank for those that are no characters: decoders of Node have controls there. */
const WESTERN = Array.from('€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ')

/** The text of bytes, with U+FFFD for those that are no characters. A byte order mark is a character. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  const table = singleBytes(encoding)
  if (table === undefined) return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
  return Array.from(bytes, (byte) => table[byte] ?? '\ufffd').join('')
}

/** The bytes of a character in files of this encoding; undefined where it has none. UTF-16 is read as UTF-8. */
export function encodeCharacter(character: string, encoding: Encoding): Uint8Array | undefined {
  const table = singleBytes(encoding)
  if (table === undefined) return Buffer.from(character)
  const byte = table.indexOf(character)
  return byte < 0 ? undefined : Uint8Array.of(byte)
}

const SAMPLE_BYTES = 1 << 20

/**
 * What the file's bytes say: a byte order mark, else where its NULs are, else whether it is UTF-8, else windows-1252. It is read
 * as far as the first bytes that are not ASCII: before them, all but UTF-16 are the same.
 */
export async function detectEncoding(file: SourceFile): Promise<Encoding> {
  const feed = await openRange(file, 0, file.size)
  try {
    const buffer = Buffer.allocUnsafe(SAMPLE_BYTES)
    for (let [isStart, kept] = [true, 0]; ; isStart = false) {
      const length = await feed.fill(buffer, kept)
      const sample = buffer.subarray(0, kept + length)
      const known = isStart ? (fromMark(sample) ?? fromNuls(sample)) : undefined
      if (known !== undefined) return known
      // A character that is cut off here is looked at with its other bytes.
      kept = length === 0 ? 0 : brokenTail(sample)
      const whole = sample.subarray(0, sample.length - kept)
      if (!isAscii(whole)) return looksLikeUtf8(whole) ? 'utf-8' : 'windows-1252'
      if (length === 0) return 'utf-8'
      sample.copy(buffer, 0, whole.length)
    }
  } finally {
    await feed.close()
  }
}

/** The encoding that a byte order mark tells of. */
export function fromMark(bytes: Buffer): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

/** UTF-16 has NULs on one side of its pairs only, and all its line ends are such pairs. */
function fromNuls(bytes: Buffer): Utf16 | undefined {
  const head = bytes.subarray(0, 1 << 16)
  const nuls = countAt(head, (at) => head[at] === 0)
  const lineEnds = countAt(head, (at) => head[at] === 10)
  const lines = lineEnds.even + lineEnds.odd
  const few = head.length / (lines === 0 ? 4 : 64)
  if (Math.max(nuls.even, nuls.odd) < Math.max(1, few)) return undefined
  const paired = (side: 1 | -1) => countAt(head, (at) => head[at] === 10 && head[at + side] === 0)
  if (nuls.even === 0 && paired(1).even === lines) return 'utf-16le'
  return nuls.odd === 0 && paired(-1).odd === lines ? 'utf-16be' : undefined
}

function countAt(
  bytes: Buffer,
  isCounted: (at: number) => boolean,
): { readonly even: number; readonly odd: number } {
  let [even, odd] = [0, 0]
  for (let at = 0; at < bytes.length; at++) {
    if (!isCounted(at)) continue
    if (at % 2 === 0) even++
    else odd++
  }
  return { even, odd }
}

/** A broken character in a text of UTF-8 does not make another encoding of it: that record is reported instead. */
function looksLikeUtf8(bytes: Buffer): boolean {
  if (isUtf8(bytes)) return true
  let [whole, broken] = [0, 0]
  for (const [character] of new TextDecoder().decode(bytes).matchAll(/[^\0-\x7f]/gu)) {
    if (character === '\ufffd') broken++
    else whole++
  }
  return whole > broken
}
