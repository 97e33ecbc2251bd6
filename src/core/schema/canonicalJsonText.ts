/**
 * JSON documents as values: key order, white space and the spelling of numbers do not count, as in PostgreSQL's
 * jsonb. Numbers stay text throughout. Documents may be nested deeper than calls can be.
 */
import { canonicalDecimal } from './decimal'

/** The one text of a JSON document's value; undefined when the text is no JSON. */
export function canonicalJsonText(text: string): string | undefined {
  try {
    return readDocument(new Tokens(text))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

type Container =
  | { readonly end: ']'; readonly items: string[] }
  /** Of a repeated key the last value counts. */
  | { readonly end: '}'; readonly members: Map<string, string>; key: string }

function readDocument(tokens: Tokens): string {
  const open: Container[] = []
  for (;;) {
    let value = readStart(tokens, open)
    while (value !== undefined) {
      const container = open.at(-1)
      if (container === undefined) return tokens.end(value)
      put(container, value)
      const mark = tokens.take()
      if (mark === ',') {
        if (container.end === '}') container.key = readKey(tokens, tokens.take())
        value = undefined
      } else if (mark === container.end) {
        open.pop()
        value = close(container)
      } else throw new SyntaxError(mark)
    }
  }
}

/** The value that starts here; undefined when it is a container, which is open then, with its first value next. */
function readStart(tokens: Tokens, open: Container[]): string | undefined {
  const token = tokens.take()
  if (token === '[') {
    if (tokens.takeIf(']')) return '[]'
    open.push({ end: ']', items: [] })
    return undefined
  }
  if (token === '{') {
    if (tokens.takeIf('}')) return '{}'
    open.push({ end: '}', members: new Map(), key: readKey(tokens, tokens.take()) })
    return undefined
  }
  if (token.startsWith('"')) return canonicalString(token)
  if (['true', 'false', 'null'].includes(token)) return token
  if (/^[-\d]/.test(token)) return canonicalDecimal(token) ?? token
  throw new SyntaxError(token)
}

function readKey(tokens: Tokens, token: string): string {
  if (!token.startsWith('"') || !tokens.takeIf(':')) throw new SyntaxError(token)
  return canonicalString(token)
}

function canonicalString(token: string): string {
  return JSON.stringify(JSON.parse(token))
}

function put(container: Container, value: string): void {
  if (container.end === ']') container.items.push(value)
  else container.members.set(container.key, value)
}

function close(container: Container): string {
  if (container.end === ']') return `[${container.items.join(',')}]`
  const sorted = [...container.members].sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, value]) => `${key}:${value}`).join(',')}}`
}

const BLANK = /[\t\n\r ]*/y
const WORD = /[{}[\],:]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

class Tokens {
  private next = 0

  constructor(private readonly text: string) {
    this.skipBlanks()
  }

  take(): string {
    const start = this.next
    this.next = this.text[start] === '"' ? this.endOfString(start) : this.endOfWord(start)
    const token = this.text.slice(start, this.next)
    this.skipBlanks()
    return token
  }

  takeIf(mark: string): boolean {
    if (this.text[this.next] !== mark) return false
    this.take()
    return true
  }

  /** The whole value, where nothing follows it. */
  end(value: string): string {
    if (this.next < this.text.length) throw new SyntaxError(this.text[this.next])
    return value
  }

  private skipBlanks(): void {
    BLANK.lastIndex = this.next
    BLANK.test(this.text)
    this.next = BLANK.lastIndex
  }

  private endOfWord(start: number): number {
    WORD.lastIndex = start
    if (!WORD.test(this.text)) throw new SyntaxError(this.text[start] ?? 'end of text')
    return WORD.lastIndex
  }

  /** Not with a regular expression: those give up on strings of some megabytes. */
  private endOfString(start: number): number {
    let quote = this.text.indexOf('"', start + 1)
    while (quote >= 0 && this.isEscaped(quote)) quote = this.text.indexOf('"', quote + 1)
    if (quote < 0) throw new SyntaxError('end of text')
    return quote + 1
  }

  private isEscaped(quote: number): boolean {
    let first = quote
    while (this.text[first - 1] === '\\') first--
    return (quote - first) % 2 === 1
  }
}

/** How many containers contain one another at the deepest place. The text is JSON. */
export function jsonDepth(text: string): number {
  let [depth, deepest] = [0, 0]
  let isString = false
  for (let index = 0; index < text.length; index++) {
    const mark = text[index]
    if (isString && mark === '\\') index++
    else if (mark === '"') isString = !isString
    else if (!isString && (mark === '[' || mark === '{')) deepest = Math.max(deepest, ++depth)
    else if (!isString && (mark === ']' || mark === '}')) depth--
  }
  return deepest
}
