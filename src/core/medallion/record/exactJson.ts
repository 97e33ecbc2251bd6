/** JSON as values in which numbers stay what they are: no digit of them is lost. */

/** A number as its text. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

export type ExactJson =
  | null
  | boolean
  | string
  | ExactNumber
  | readonly ExactJson[]
  | { readonly [name: string]: ExactJson }

/** Parses a text that is JSON. Of a member that is there twice the last one counts, as in PostgreSQL's jsonb. */
export function parseExactJson(text: string): ExactJson {
  const plain = JSON.parse(text) as PlainJson
  // Most records of files and tables hold no number, and are what they should be already.
  return hasNumber(plain) ? untag(JSON.parse(tag(text)) as PlainJson) : (plain as ExactJson)
}

type PlainJson =
  null | boolean | string | number | readonly PlainJson[] | { readonly [name: string]: PlainJson }

function hasNumber(value: PlainJson): boolean {
  if (typeof value === 'number') return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(hasNumber)
}

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** The same with an s before the characters of each string, and each number as a string with an n before its digits. */
function tag(text: string): string {
  let tagged = ''
  let done = 0
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    if (code === 0x22) {
      tagged += `${text.slice(done, at)}"s`
      done = at + 1
      at = endOfString(text, at)
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = at
      NUMBER.test(text)
      tagged += `${text.slice(done, at)}"n${text.slice(at, NUMBER.lastIndex)}"`
      done = at = NUMBER.lastIndex
    } else at++
  }
  return tagged + text.slice(done)
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1
  return at + 1
}

function untag(value: PlainJson): ExactJson {
  if (typeof value === 'string')
    return value.startsWith('n') ? new ExactNumber(value.slice(1)) : value.slice(1)
  if (typeof value !== 'object' || value === null) return value as null | boolean
  if (Array.isArray(value)) return value.map((item) => untag(item as PlainJson))
  // `fromEntries` makes a member of every name, of "__proto__", too.
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.slice(1), untag(member)]),
  )
}

/** What is at a path of member names; undefined where there is nothing, which is not null. */
export function memberAt(value: ExactJson, path: readonly string[]): ExactJson | undefined {
  let at: ExactJson | undefined = value
  for (const name of path) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return undefined
    at = at[name]
  }
  return at
}

export function isObject(
  value: ExactJson | undefined,
): value is { readonly [name: string]: ExactJson } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ExactNumber)
  )
}
