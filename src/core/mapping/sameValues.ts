/** Whether two rows are the same by value although their lines are not, found out without taking the lines apart. */
import { decodeCopyField } from '../database/copyText'
import type { Carrier } from '../schema/carry'
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
  return (source, target) => {
    const [a, b] = [source.reader.buffer, target.reader.buffer]
    let [aStart, bStart] = [source.keyEnd + 1, target.keyEnd + 1]
    for (const isSame of judges) {
      const aEnd = fieldEnd(a, aStart, source.reader.end)
      const bEnd = fieldEnd(b, bStart, target.reader.end)
      if (!isSame(a, aStart, aEnd, b, bStart, bEnd)) return false
      aStart = aEnd + 1
      bStart = bEnd + 1
    }
    return true
  }
}

function fieldEnd(buffer: Buffer, start: number, end: number): number {
  let at = start
  while (at < end && buffer[at] !== TAB) at++
  return at
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

function createJudge(carrier: Carrier): Judge {
  const known = new Map<string, boolean>()
  return (a, aStart, aEnd, b, bStart, bEnd) => {
    if (carrier.identity && sameBytes(a, aStart, aEnd, b, bStart, bEnd)) return true
    const [given, present] = [a.toString('utf8', aStart, aEnd), b.toString('utf8', bStart, bEnd)]
    const isLong = given.length + present.length > LONGEST_REMEMBERED
    if (isLong) return isSame(carrier, given, present)
    const pair = `${given}\t${present}`
    const verdict = known.get(pair) ?? isSame(carrier, given, present)
    if (known.size < MOST_REMEMBERED) known.set(pair, verdict)
    return verdict
  }
}

function sameBytes(
  a: Buffer,
  aStart: number,
  aEnd: number,
  b: Buffer,
  bStart: number,
  bEnd: number,
): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false
  for (let at = aStart; at < aEnd; at++) if (a[at] !== b[bStart + at - aStart]) return false
  return true
}

/** Of two fields in COPY's spelling, as `compareFields` sees it. */
function isSame(carrier: Carrier, source: string, target: string): boolean {
  const [given, present] = [decodeCopyField(source), decodeCopyField(target)]
  if (given === null || present === null) return given === present
  const carried = carrier.carry(given)
  if ('invalid' in carried) return carrier.identity && given === present
  return carrier.same(carried.text, present)
}
