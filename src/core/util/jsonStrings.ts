const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|[^u])/g

/**
 * Whether a text of a database can hold each string of a document: none has the character NUL, and none half of a
 * character, a surrogate without its other half. Both can only be written as escapes.
 */
export function jsonStringsHold(text: string): boolean {
  if (!text.includes('\\u')) return true
  let high: { readonly end: number } | undefined
  for (const match of text.matchAll(ESCAPE)) {
    const [escape, digits] = match
    const unit = digits === undefined ? undefined : parseInt(digits, 16)
    const isLow = unit !== undefined && unit >= 0xdc00 && unit <= 0xdfff
    if (unit === 0 || isLow !== (high?.end === match.index)) return false
    if (high !== undefined && high.end !== match.index) return false
    high =
      unit !== undefined && unit >= 0xd800 && unit <= 0xdbff
        ? { end: match.index + escape.length }
        : undefined
  }
  return high === undefined
}
