/**
 * JSON documents as values: key order, white space and the spelling of numbers do not count, as in PostgreSQL's
 * jsonb. Numbers stay text throughout.
 */
import { canonicalDecimal } from './decimal'

const TOKEN =
  /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y

type Token = { readonly kind: 'mark' | 'string' | 'number' | 'word'; readonly text: string }

/** The one text of a JSON document's value; undefined when the text is no JSON. */
export function canonicalJsonText(text: string): string | undefined {
  const tokens = tokenise(text)
  if (tokens === undefined) return undefined
  const reader = new Reader(tokens)
  try {
    const value = reader.value()
    return reader.atEnd() ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function tokenise(text: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  const end = text.trimEnd().length
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text)
    if (match === null) return undefined
    const [, mark, string, number, word] = match
    if (mark !== undefined) tokens.push({ kind: 'mark', text: mark })
    else if (string !== undefined) tokens.push({ kind: 'string', text: string })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
  }
  return tokens
}

class Reader {
  private next = 0

  constructor(private readonly tokens: readonly Token[]) {}

  atEnd(): boolean {
    return this.next === this.tokens.length
  }

  value(): string {
    const token = this.take()
    if (token.kind === 'string') return JSON.stringify(JSON.parse(token.text))
    if (token.kind === 'number') return canonicalDecimal(token.text) ?? token.text
    if (token.kind === 'word') return token.text
    if (token.text === '[') return `[${this.items(']', () => this.value()).join(',')}]`
    if (token.text === '{') return this.object()
    throw new SyntaxError(token.text)
  }

  /** Of a repeated key the last value counts. */
  private object(): string {
    const members = new Map<string, string>()
    this.items('}', () => {
      const key = this.take()
      if (key.kind !== 'string') throw new SyntaxError(key.text)
      if (this.take().text !== ':') throw new SyntaxError(':')
      members.set(JSON.stringify(JSON.parse(key.text)), this.value())
    })
    const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${sorted.map(([key, value]) => `${key}:${value}`).join(',')}}`
  }

  private items<T>(end: string, read: () => T): T[] {
    if (this.tokens[this.next]?.text === end && this.tokens[this.next]?.kind === 'mark') {
      this.next++
      return []
    }
    const found: T[] = []
    for (;;) {
      found.push(read())
      const { kind, text } = this.take()
      if (kind === 'mark' && text === end) return found
      if (text !== ',') throw new SyntaxError(text)
    }
  }

  private take(): Token {
    const token = this.tokens[this.next++]
    if (token === undefined) throw new SyntaxError('end of text')
    return token
  }
}
