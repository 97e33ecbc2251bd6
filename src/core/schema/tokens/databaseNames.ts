/** Names of databases inside SQL: found where they qualify another name, and given other ones. */
import { nameOf, quoteName, tokenize, type Token, type TokenOptions } from './tokens'

/** A name of a database that stands where nothing can be said about what it does: in a text, from which SQL may be made. */
export interface Mention {
  readonly name: string
  /** The token that it stands in. */
  readonly text: string
}

export interface RewriteOptions extends TokenOptions {
  /**
   * Whether a name in front of these others is one of a database. Where it is left out, it always is: `data.jobs` may as well be
   * a column of a table or an alias `data`.
   */
  readonly isDatabase?: (name: string, behind: readonly string[]) => boolean
}

export interface Rewritten {
  readonly sql: string
  /** How many names were given others. */
  readonly replaced: number
  /** Names in texts, which stay as they are. */
  readonly mentions: readonly Mention[]
}

/**
 * Gives databases other names where they qualify a table, a view or a routine: `old.jobs` becomes `new.jobs`, and a column, an
 * alias or a text of that name stays. In PostgreSQL a database is the first of three names.
 */
export function rewriteDatabaseNames(
  sql: string,
  names: ReadonlyMap<string, string>,
  options: RewriteOptions,
): Rewritten {
  const tokens = tokenize(sql, options)
  const mentions: Mention[] = []
  let replaced = 0
  const written = tokens.map((token, index) => {
    if (token.kind === 'string') mentions.push(...mentionsIn(token, names))
    const name = nameOf(token, options)
    const other = name === undefined ? undefined : lookUp(names, name, options)
    if (other === undefined || !qualifies(tokens, index, options)) return token.text
    replaced++
    return quoteName(other, options)
  })
  return { sql: replaced === 0 ? sql : written.join(''), replaced, mentions }
}

/** Names of databases are the same whatever their letter case on some of MySQL's servers; on all they are found so. */
function lookUp(
  names: ReadonlyMap<string, string>,
  name: string,
  { language }: TokenOptions,
): string | undefined {
  const exact = names.get(name)
  if (exact !== undefined || language === 'postgres') return exact
  for (const [known, other] of names) if (known.toLowerCase() === name.toLowerCase()) return other
  return undefined
}

function qualifies(tokens: readonly Token[], index: number, options: RewriteOptions): boolean {
  const before = neighbour(tokens, index, -1)
  if (before?.text === '.') return false
  const behind = namesBehind(tokens, index, options)
  if (behind.length < (options.language === 'mysql' ? 1 : 2)) return false
  const name = nameOf(tokens[index] as Token, options) ?? ''
  return options.isDatabase?.(name, behind) ?? true
}

/** Names that follow, each behind a dot. */
function namesBehind(
  tokens: readonly Token[],
  index: number,
  options: TokenOptions,
): readonly string[] {
  const names: string[] = []
  for (let at = index; ;) {
    const dot = neighbourIndex(tokens, at, 1)
    if (dot === undefined || tokens[dot]?.text !== '.') return names
    const next = neighbourIndex(tokens, dot, 1)
    const token = next === undefined ? undefined : tokens[next]
    if (next === undefined || token === undefined) return names
    const name = token.text === '*' ? '*' : nameOf(token, options)
    if (name === undefined) return names
    names.push(name)
    at = next
  }
}

function neighbour(tokens: readonly Token[], index: number, step: 1 | -1): Token | undefined {
  const at = neighbourIndex(tokens, index, step)
  return at === undefined ? undefined : tokens[at]
}

function neighbourIndex(tokens: readonly Token[], index: number, step: 1 | -1): number | undefined {
  for (let at = index + step; at >= 0 && at < tokens.length; at += step) {
    const kind = tokens[at]?.kind
    if (kind !== 'space' && kind !== 'comment') return at
  }
  return undefined
}

function mentionsIn({ text }: Token, names: ReadonlyMap<string, string>): readonly Mention[] {
  const folded = text.toLowerCase()
  return [...names.keys()].flatMap((name) =>
    isWordIn(folded, name.toLowerCase()) ? [{ name, text }] : [],
  )
}

/** `data` is in `from data.jobs` and not in `database` or `data_old`. */
function isWordIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + name.length] ?? ' ']
    if (!isWordPart(before) && !isWordPart(after)) return true
  }
  return false
}

function isWordPart(character: string): boolean {
  return /[\p{L}\p{N}_$-]/u.test(character)
}
