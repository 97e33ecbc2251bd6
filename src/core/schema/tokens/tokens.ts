/**
 * SQL cut into tokens, as far as it takes to tell names from texts and comments. Every character of a text is in exactly one
 * token, so that tokens joined again are the text. MySQL: backslashes escape and double quotes are texts unless its mode says
 * otherwise. PostgreSQL: https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
import type { SqlLanguage } from '../../database/sql'

export type TokenKind = 'name' | 'quotedName' | 'string' | 'comment' | 'space' | 'other'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

export interface TokenOptions {
  readonly language: SqlLanguage
  /** MySQL's `ANSI_QUOTES`: double quotes are names. */
  readonly ansiQuotes?: boolean
  /** MySQL's `NO_BACKSLASH_ESCAPES`. */
  readonly noBackslashEscapes?: boolean
}

type Rule = readonly [kind: TokenKind, pattern: RegExp]

const NAME = /[\p{L}_\u0080-\u{10FFFF}][\p{L}\p{N}_$\u0080-\u{10FFFF}]*/uy
const MYSQL_NAME = /[\p{L}\p{N}_$\u0080-\u{10FFFF}]+/uy

const COMMON: readonly Rule[] = [['space', /\s+/y]]

const POSTGRES: readonly Rule[] = [
  ...COMMON,
  ['comment', /--[^\n]*/y],
  ['string', /[eE]'(?:[^'\\]|\\[\s\S]|'')*'?/y],
  ['string', /(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'?/y],
  ['quotedName', /(?:[uU]&)?"(?:[^"]|"")*"?/y],
  ['name', NAME],
]

const DOLLAR = /\$(?:[\p{L}_\u0080-\u{10FFFF}][\p{L}\p{N}_\u0080-\u{10FFFF}]*)?\$/uy

function mysqlRules({
  ansiQuotes = false,
  noBackslashEscapes = false,
}: TokenOptions): readonly Rule[] {
  const single = noBackslashEscapes ? /'(?:[^']|'')*'?/y : /'(?:[^'\\]|\\[\s\S]|'')*'?/y
  const double = noBackslashEscapes ? /"(?:[^"]|"")*"?/y : /"(?:[^"\\]|\\[\s\S]|"")*"?/y
  return [
    ...COMMON,
    // Two dashes begin a comment only before a space: 5--1 is a number.
    ['comment', /--(?=\s|$)[^\n]*/y],
    ['comment', /#[^\n]*/y],
    ['string', single],
    ansiQuotes ? ['quotedName', /"(?:[^"]|"")*"?/y] : ['string', double],
    ['quotedName', /`(?:[^`]|``)*`?/y],
    ['name', MYSQL_NAME],
  ]
}

/** Cuts a text. What is not closed goes on to the end. Throws nothing. */
export function tokenize(text: string, options: TokenOptions): readonly Token[] {
  const rules = options.language === 'postgres' ? POSTGRES : mysqlRules(options)
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const token = nextToken(text, at, rules, options)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function nextToken(
  text: string,
  at: number,
  rules: readonly Rule[],
  { language }: TokenOptions,
): Token {
  if (text.startsWith('/*', at)) return blockComment(text, at, language)
  if (language === 'postgres' && text[at] === '$') {
    const dollar = match(DOLLAR, text, at)
    if (dollar !== undefined) return dollarQuoted(text, at, dollar)
  }
  for (const [kind, pattern] of rules) {
    const found = match(pattern, text, at)
    if (found !== undefined) return { kind, text: found }
  }
  return { kind: 'other', text: String.fromCodePoint(text.codePointAt(at) ?? 0) }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  const found = pattern.exec(text)?.[0]
  return found === undefined || found === '' ? undefined : found
}

/** What MySQL runs although it stands in a comment is code: only its brackets are none. */
const RUN = /\/\*(?:M?!\d*)/y

/** PostgreSQL's comments may have others inside. */
function blockComment(text: string, at: number, language: SqlLanguage): Token {
  if (language === 'mysql') {
    const run = match(RUN, text, at)
    if (run !== undefined) return { kind: 'space', text: run }
    const end = text.indexOf('*/', at + 2)
    return { kind: 'comment', text: text.slice(at, end < 0 ? undefined : end + 2) }
  }
  let depth = 0
  for (let to = at; to < text.length; to++) {
    const two = text.slice(to, to + 2)
    if (two !== '/*' && two !== '*/') continue
    depth += two === '/*' ? 1 : -1
    to++
    if (depth === 0) return { kind: 'comment', text: text.slice(at, to + 1) }
  }
  return { kind: 'comment', text: text.slice(at) }
}

function dollarQuoted(text: string, at: number, tag: string): Token {
  const end = text.indexOf(tag, at + tag.length)
  return { kind: 'string', text: text.slice(at, end < 0 ? undefined : end + tag.length) }
}

/** What a name token means: without its quotes. Unquoted names of PostgreSQL are lower case. */
export function nameOf({ kind, text }: Token, { language }: TokenOptions): string | undefined {
  if (kind === 'name') return language === 'postgres' ? text.toLowerCase() : text
  if (kind !== 'quotedName') return undefined
  const quote = text.includes('`') && language === 'mysql' ? '`' : '"'
  const inner = text.slice(text.indexOf(quote) + 1, -1)
  return inner.replaceAll(quote + quote, quote)
}

/** A name in the quotes of its language. */
export function quoteName(name: string, { language, ansiQuotes = false }: TokenOptions): string {
  const quote = language === 'mysql' && !ansiQuotes ? '`' : '"'
  return quote + name.replaceAll(quote, quote + quote) + quote
}
