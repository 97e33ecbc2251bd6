/** Shortened values: a window of rows must stay small, whatever the rows hold. */

/** A character outside the basic plane that was cut in two. */
const halves = /^[\udc00-\udfff]|[\ud800-\udbff]$/g

type Value = string | null

/** The longest text that is sent to the page for one value. */
export const longest = 240
/** How much of what is equal is kept before the first difference. */
const lead = 40

export function excerpt(value: Value): Value {
  return value === null ? null : cut(value, 0)
}

/** Both values from shortly before their first difference, so that the difference is in view. */
export function excerptPair(before: Value, after: Value): readonly [before: Value, after: Value] {
  if (before === null || after === null) return [excerpt(before), excerpt(after)]
  if (before.length <= longest && after.length <= longest) return [before, after]
  const start = Math.max(0, commonPrefix(before, after) - lead)
  return [cut(before, start), cut(after, start)]
}

function cut(value: string, start: number): string {
  const end = start + longest
  if (start === 0 && value.length <= longest) return value
  const text = value.slice(start, end).replace(halves, '')
  return `${start > 0 ? '…' : ''}${text}${end < value.length ? '…' : ''}`
}

function commonPrefix(a: string, b: string): number {
  const end = Math.min(a.length, b.length)
  let index = 0
  while (index < end && a.charCodeAt(index) === b.charCodeAt(index)) index++
  return index
}
