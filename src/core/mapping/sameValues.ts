/** Whether two rows are the same by value although their lines are not, found out without taking the lines apart. */
import { decodeCopyField } from '../database/copyText'
import type { Carrier } from '../schema/carry'
import { fieldEnd } from '../source/keyBytes'
import type { OrderedRows } from '../source/orderedRows'
import type { ResolvedMapping } from './resolveMapping'

const TAB = 9

/** Pairs of short values, such as `t` and `1`, come again and again. */
const LONGEST_REMEMBERED = 16
const MOST_REMEMBERED = 1000

/** Compares two rows of one key; undefined where that takes more, because a field is computed on its way. */
export function createSameValues({
  fields,
}: Pick<ResolvedMapping, 'fields'>): ((a: OrderedRows, b: OrderedRows) => boolean) | undefined {
  const isPlain = fields.every(({ source, hasTransform }) => !hasTransform && 'column' in source)
  if (!isPlain || fields.some(({ at }, place) => at !== place)) return undefined
  const judges = fields.map(({ carrier }) => createJudge(carrier))
  const trusts = fields.map(({ carrier }) => carrier.identity)
  return (source, target) => {
    const { buffer: a, end: aEnd } = source.reader
    const { buffer: b, end: bEnd } = target.reader
    let aStart = source.keyEnd + 1
    let bStart = target.keyEnd + 1
    for (let place = 0; place < judges.length; place++) {
      const same = sameBytes(a, aStart, aEnd, b, bStart, bEnd)
      const aField = fieldEnd(a, aStart + same, aEnd)
      const bField = fieldEnd(b, bStart + same, bEnd)
      const isSame = aStart + same === aField && bStart + same === bField && trusts[place] === true
      if (!isSame && judges[place]?.(a, aStart, aField, b, bStart, bField) !== true) return false
      aStart = aField + 1
      bStart = bField + 1
    }
    return true
  }
}

/** How many bytes of two fields are the same. */
function sameBytes(
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): number {
  const common = Math.min(aEnd - aStart, bEnd - bStart)
  let same = 0
  for (; same < common; same++) {
    const byte = a[aStart + same]
    if (byte === TAB || byte !== b[bStart + same]) break
  }
  return same
}

/** Of two fields, each by its place in a buffer. */
type Judge = (
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
) => boolean

/** Of two fields with a byte each: what has been found out of them. */
const [SAME, DIFFERENT] = [1, 2]

function createJudge(carrier: Carrier): Judge {
  const bytes = new Uint8Array(256 * 256)
  const known = new Map<string, boolean>()
  const judge: Judge = (a, aStart, aEnd, b, bStart, bEnd) => {
    const [given, present] = [a.toString('utf8', aStart, aEnd), b.toString('utf8', bStart, bEnd)]
    const isLong = given.length + present.length > LONGEST_REMEMBERED
    if (isLong) return isSame(carrier, given, present)
    const pair = `${given}\t${present}`
    const verdict = known.get(pair) ?? isSame(carrier, given, present)
    if (known.size < MOST_REMEMBERED) known.set(pair, verdict)
    return verdict
  }
  return (a, aStart, aEnd, b, bStart, bEnd) => {
    if (aEnd - aStart !== 1 || bEnd - bStart !== 1) return judge(a, aStart, aEnd, b, bStart, bEnd)
    const place = 256 * (a[aStart] as number) + (b[bStart] as number)
    if (bytes[place] === 0)
      bytes[place] = judge(a, aStart, aEnd, b, bStart, bEnd) ? SAME : DIFFERENT
    return bytes[place] === SAME
  }
}

/** Of two fields in COPY's spelling, as `compareFields` sees it. */
function isSame(carrier: Carrier, source: string, target: string): boolean {
  const [given, present] = [decodeCopyField(source), decodeCopyField(target)]
  if (given === null || present === null) return given === present
  const carried = carrier.carry(given)
  if ('invalid' in carried) return carrier.identity && given === present
  return carrier.same(carried.text, present)
}
