/** How far two byte sequences are the same, found by comparing blocks natively instead of bytes one by one. */

/** The first block that is compared; each one after it is twice as long, until there is a difference. */
const FIRST_BLOCK = 512
/** A difference in a block of this length is looked for byte by byte. */
const LAST_BLOCK = 32

/** How many bytes are the same from the two places on, up to the end of the shorter buffer. */
export function commonLength(a: Buffer, aStart: number, b: Buffer, bStart: number): number {
  let length = Math.min(a.length - aStart, b.length - bStart)
  let same = 0
  let block = FIRST_BLOCK
  while (same < length) {
    const size = Math.min(block, length - same)
    const [aFrom, bFrom] = [aStart + same, bStart + same]
    if (a.compare(b, bFrom, bFrom + size, aFrom, aFrom + size) === 0) {
      same += size
      block *= 2
    } else if (size <= LAST_BLOCK) {
      while (a[aStart + same] === b[bStart + same]) same++
      return same
    } else {
      length = same + size
      block = size >> 1
    }
  }
  return same
}
