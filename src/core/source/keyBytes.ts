/** The order of keys in COPY lines, decided on their bytes. A key is the first fields of a line. */
import { decodeCopyField } from '../database/copyText'
import type { KeyOrder } from '../database/dialect'

const TAB = 9
const LINE_END = 10
const BACKSLASH = 92
const CAPITAL_N = 78
const MINUS = 45

/** Where the key ends: the tab after its last field, or the end of the line. Keys are short, and native calls are not. */
export function findKeyEnd(buffer: Buffer, start: number, end: number, fields: number): number {
  if (fields === 0) return start - 1
  let field = 0
  for (let at = start; at < end; at++) if (buffer[at] === TAB && ++field === fields) return at
  return end
}

/** Whether a field of the key is null. */
export function hasNullField(buffer: Buffer, start: number, keyEnd: number): boolean {
  let field = start
  while (field <= keyEnd) {
    const end = fieldEnd(buffer, field, keyEnd)
    if (isNull(buffer, field, end)) return true
    field = end + 1
  }
  return false
}

/** Compares two keys field by field; both hold the same number of fields. Nulls come last. */
export function compareKeys(
  order: readonly KeyOrder[],
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): number {
  for (const fieldOrder of order) {
    const aField = fieldEnd(a, aStart, aEnd)
    const bField = fieldEnd(b, bStart, bEnd)
    const result =
      fieldOrder === 'integer'
        ? compareIntegers(a, aStart, aField, b, bStart, bField)
        : compareTexts(a, aStart, aField, b, bStart, bField)
    if (result !== 0) return result
    aStart = aField + 1
    bStart = bField + 1
  }
  return 0
}

/**
 * Whether the key of a line comes after the one of the line before it in the same buffer, as far as this can be
 * said quickly. False where it does not, or where an escape, a null or a sign makes it hard to say: then
 * `compareKeys` has to be asked.
 */
export function plainlyFollows(
  order: readonly KeyOrder[],
  buffer: Buffer,
  before: number,
  start: number,
): boolean {
  let same = true
  let follows = false
  let field = 0
  for (let offset = 0; field < order.length; offset++) {
    const byte = buffer[start + offset] as number
    if (byte === BACKSLASH || (byte === MINUS && order[field] === 'integer')) return false
    if (same) {
      const other = buffer[before + offset] as number
      if (byte !== other) {
        same = false
        if (other === BACKSLASH) return false
        follows =
          order[field] === 'integer'
            ? isGreater(buffer, before + offset, start + offset)
            : !isEnd(byte) && (other < byte || isEnd(other))
        if (!follows) return false
      }
    }
    if (byte === LINE_END) break
    if (byte === TAB) field++
  }
  return follows
}

function isEnd(byte: number): boolean {
  return byte === TAB || byte === LINE_END
}

/** Whether the digits from `b` are a greater number than those from `a`, of which all digits before were the same. */
function isGreater(buffer: Buffer, a: number, b: number): boolean {
  const first = (buffer[b] as number) - (buffer[a] as number)
  for (let offset = 0; ; offset++) {
    const aDigit = isDigit(buffer[a + offset])
    const bDigit = isDigit(buffer[b + offset])
    if (aDigit && bDigit) continue
    return aDigit === bDigit ? first > 0 : bDigit
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}

/** Where the field that begins at `start` ends: its tab, or `end`. */
export function fieldEnd(buffer: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) if (buffer[at] === TAB) return at
  return end
}

function isNull(buffer: Buffer, start: number, end: number): boolean {
  return end - start === 2 && buffer[start] === BACKSLASH && buffer[start + 1] === CAPITAL_N
}

function compareIntegers(
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): number {
  const aNull = isNull(a, aStart, aEnd)
  const bNull = isNull(b, bStart, bEnd)
  if (aNull || bNull) return Number(aNull) - Number(bNull)
  const aNegative = a[aStart] === MINUS
  const bNegative = b[bStart] === MINUS
  if (aNegative !== bNegative) return aNegative ? -1 : 1
  const sign = aNegative ? -1 : 1
  const byLength = aEnd - aStart - (bEnd - bStart)
  return sign * (byLength !== 0 ? byLength : a.compare(b, bStart, bEnd, aStart, aEnd))
}

/**
 * By the bytes of the value. A backslash starts an escape in COPY's format: a field that has one before the first
 * difference is decoded first.
 */
function compareTexts(
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): number {
  const byLength = aEnd - aStart - (bEnd - bStart)
  const common = byLength < 0 ? aEnd - aStart : bEnd - bStart
  for (let offset = 0; offset < common; offset++) {
    const aByte = a[aStart + offset] as number
    const bByte = b[bStart + offset] as number
    if (aByte === BACKSLASH || bByte === BACKSLASH)
      return compareDecoded(a.toString('latin1', aStart, aEnd), b.toString('latin1', bStart, bEnd))
    if (aByte !== bByte) return aByte - bByte
  }
  return byLength
}

function compareDecoded(a: string, b: string): number {
  const [aValue, bValue] = [decodeCopyField(a), decodeCopyField(b)]
  if (aValue === null || bValue === null) return Number(aValue === null) - Number(bValue === null)
  return Buffer.compare(Buffer.from(aValue, 'latin1'), Buffer.from(bValue, 'latin1'))
}
