/** Where the values of a JSON document stand in its text, so that they can be taken as they were written. */

/** The values that are parsed here are dropped. Everything below relies on the text being JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Where the value begins that a path of member names and indexes leads to. */
export function findPart(text: string, path: readonly string[]): number | undefined {
  let at: number | undefined = skipBlanks(text, 0)
  for (const step of path) {
    at = text[at] === '{' ? findMember(text, at, step) : findElement(text, at, step)
    if (at === undefined) return undefined
  }
  return at
}

/** The texts of a list's values; `list` is where its bracket stands. */
export function* elementsOf(text: string, list: number): Generator<string> {
  for (let at = skipBlanks(text, list + 1); text[at] !== ']';) {
    const end = endOfValue(text, at)
    yield text.slice(at, end)
    at = next(text, end)
  }
}

/** The names of an object's members; `object` is where its brace stands. */
export function* memberNames(text: string, object: number): Generator<string> {
  for (let at = skipBlanks(text, object + 1); text[at] === '"';) {
    const end = endOfString(text, at)
    yield JSON.parse(text.slice(at, end)) as string
    at = next(text, endOfValue(text, skipBlanks(text, skipBlanks(text, end) + 1)))
  }
}

function findMember(text: string, object: number, name: string): number | undefined {
  let found: number | undefined
  for (let at = skipBlanks(text, object + 1); text[at] === '"';) {
    const end = endOfString(text, at)
    const value = skipBlanks(text, skipBlanks(text, end) + 1)
    if (JSON.parse(text.slice(at, end)) === name) found = value
    at = next(text, endOfValue(text, value))
  }
  return found
}

function findElement(text: string, list: number, index: string): number | undefined {
  if (text[list] !== '[' || !/^(?:0|[1-9]\d{0,8})$/.test(index)) return undefined
  let at = skipBlanks(text, list + 1)
  for (let left = parseInt(index, 10); left > 0 && text[at] !== ']'; left--)
    at = next(text, endOfValue(text, at))
  return text[at] === ']' ? undefined : at
}

/** The start of what follows a comma, or the bracket that closes. */
function next(text: string, end: number): number {
  const mark = skipBlanks(text, end)
  return text[mark] === ',' ? skipBlanks(text, mark + 1) : mark
}

const BLANK = /[\t\n\r ]*/y
const SCALAR = /[^\t\n\r ,\]}]*/y

function skipBlanks(text: string, at: number): number {
  return endOf(BLANK, text, at)
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  pattern.test(text)
  return pattern.lastIndex
}

/** Where the value ends that begins at `start`. */
export function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start)
  if (text[start] !== '{' && text[start] !== '[') return endOf(SCALAR, text, start)
  let depth = 0
  for (let at = start; ;) {
    const mark = text[at]
    if (mark === '{' || mark === '[') depth++
    if (mark === '}' || mark === ']') depth--
    at = mark === '"' ? endOfString(text, at) : at + 1
    if (depth === 0) return at
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}
