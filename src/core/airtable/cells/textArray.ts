/** Arrays of texts as PostgreSQL prints them, with quotes only where they are needed, so that equal ones are equal texts. */

// Blanks are those of ASCII: PostgreSQL prints others, such as no-break spaces, without quotes.
const NEEDS_QUOTES = /^$|^null$|[{}",\\ \t\n\r\v\f]/i

export function writeTextArray(items: readonly string[]): string {
  return `{${items.map(element).join(',')}}`
}

function element(item: string): string {
  return NEEDS_QUOTES.test(item) ? `"${item.replace(/["\\]/g, '\\$&')}"` : item
}

const PLAIN = /[^{}",\\ \t\n\r\v\f]+/y

/** The items; undefined for what is no array of texts, has other arrays in it or nulls. */
export function readTextArray(literal: string): readonly string[] | undefined {
  if (literal === '{}') return []
  if (!literal.startsWith('{')) return undefined
  const items: string[] = []
  let at = 1
  for (;;) {
    const end = literal[at] === '"' ? endOfQuoted(literal, at) : endOfPlain(literal, at)
    if (end === undefined) return undefined
    const item = literal.slice(at, end)
    if (/^null$/i.test(item)) return undefined
    items.push(item.startsWith('"') ? item.slice(1, -1).replace(/\\([^])/g, '$1') : item)
    if (literal[end] === '}') return end === literal.length - 1 ? items : undefined
    if (literal[end] !== ',') return undefined
    at = end + 1
  }
}

function endOfPlain(literal: string, start: number): number | undefined {
  PLAIN.lastIndex = start
  return PLAIN.test(literal) ? PLAIN.lastIndex : undefined
}

function endOfQuoted(literal: string, start: number): number | undefined {
  for (let at = start + 1; at < literal.length; at++) {
    if (literal[at] === '\\') at++
    else if (literal[at] === '"') return at + 1
  }
  return undefined
}
