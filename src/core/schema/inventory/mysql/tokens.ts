/** The words of a statement, so that names and texts in it are not taken for one another. */

export interface Token {
  /** `quoted`: a text, or a name in double quotes, which only the mode of SQL tells apart. */
  readonly kind: 'space' | 'comment' | 'name' | 'quoted' | 'word' | 'sign'
  readonly text: string
}

const SHAPES: readonly (readonly [Token['kind'], RegExp])[] = [
  ['space', /\s+/y],
  // A comment for one version and later is code, but nothing that has to be looked into.
  ['comment', /\/\*[^]*?\*\/|#[^\n]*|--(?=\s|$)[^\n]*/y],
  ['name', /`(?:[^`]|``)*`/y],
  ['quoted', /'(?:[^'\\]|''|\\[^])*'|"(?:[^"\\]|""|\\[^])*"/y],
  ['word', /[\p{L}\p{N}_$]+/uy],
]

/** All of them: their texts together are the statement. Backslashes escape, as in the modes of Drydock's sessions. */
export function tokensOf(statement: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < statement.length;) {
    const token = tokenAt(statement, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function tokenAt(statement: string, at: number): Token {
  for (const [kind, shape] of SHAPES) {
    shape.lastIndex = at
    const text = shape.exec(statement)?.[0]
    if (text !== undefined) return { kind, text }
  }
  const sign = String.fromCodePoint(statement.codePointAt(at) ?? 0)
  return { kind: 'sign', text: sign }
}

export function textOfTokens(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('')
}

export function isWord({ kind, text }: Token, word: string): boolean {
  return kind === 'word' && text.toLowerCase() === word
}

/** What a name in backticks names. */
export function nameOf({ text }: Token): string {
  return text.slice(1, -1).replaceAll('``', '`')
}

/** Without blanks and comments. */
export function significant(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment')
}
