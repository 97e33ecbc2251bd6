/**
 * Takes a script apart into its statements as psql does: pg_dump writes for it, and what it writes is proved to pass.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */

/** A stretch of a script. All of them in their order are the script. */
export interface Piece {
  /** `between`: space, comments and psql's own commands, which no server knows. */
  readonly kind: 'statement' | 'between'
  /** A statement ends with its semicolon. */
  readonly text: string
}

export function splitStatements(script: string): readonly Piece[] {
  const pieces: Piece[] = []
  let backslashes = false
  for (let at = 0; at < script.length;) {
    const start = afterGap(script, at)
    if (start > at) pieces.push({ kind: 'between', text: script.slice(at, start) })
    at = start
    if (at === script.length) break
    at = new StatementScanner(script, at, backslashes).end()
    const text = script.slice(start, at)
    pieces.push({ kind: 'statement', text })
    // Only this setting changes how the text after it is read.
    const setting = /^set standard_conforming_strings = (on|off)/i.exec(text)
    if (setting !== null) backslashes = setting[1]?.toLowerCase() === 'off'
  }
  return pieces
}

/** Behind space, comments, statements of nothing and lines that begin with a backslash. */
function afterGap(text: string, from: number): number {
  for (let at = from; ;) {
    const next = afterComment(text, at) ?? afterCommand(text, at) ?? afterBlank(text, at)
    if (next === undefined) return at
    at = next
  }
}

function afterBlank(text: string, at: number): number | undefined {
  return /[\s;]/.test(text.charAt(at)) ? at + 1 : undefined
}

function afterCommand(text: string, at: number): number | undefined {
  const isFirst = at === 0 || text[at - 1] === '\n'
  return isFirst && text[at] === '\\' ? afterLine(text, at) : undefined
}

function afterComment(text: string, at: number): number | undefined {
  if (text.startsWith('--', at)) return afterLine(text, at)
  return text.startsWith('/*', at) ? afterBlockComment(text, at) : undefined
}

function afterLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

/** Such comments may stand in one another. */
function afterBlockComment(text: string, open: number): number {
  const marks = /\/\*|\*\//g
  marks.lastIndex = open
  for (let depth = 0; ;) {
    const mark = marks.exec(text)
    if (mark === null) return text.length
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return marks.lastIndex
  }
}

/** Behind the quote that closes what begins at `open`; a quote that is doubled does not. */
function afterQuoted(text: string, open: number, backslashes: boolean): number {
  const quote = text[open]
  for (let at = open + 1; at < text.length; at++) {
    if (backslashes && text[at] === '\\') at++
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1
      at++
    }
  }
  return text.length
}

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** `create function` and `create or replace procedure`, whose bodies may hold statements with semicolons. */
const ROUTINE = /^create (or replace )?(function|procedure) /

/** Walks over one statement. */
class StatementScanner {
  private brackets = 0
  /** BEGIN ATOMIC and each CASE in it, until their END. */
  private blocks = 0
  /** The first words, as far as they tell what is created. */
  private head = ''
  /** The token before this one where it was a word, in lower case. */
  private word = ''

  constructor(
    private readonly text: string,
    private at: number,
    /** Whether a backslash escapes in every string, not only in E''. */
    private readonly backslashes: boolean,
  ) {}

  end(): number {
    while (this.at < this.text.length) {
      const character = this.text.charAt(this.at)
      if (character === ';' && this.brackets === 0 && this.blocks === 0) return this.at + 1
      this.at = this.afterToken(character)
    }
    return this.text.length
  }

  private afterToken(character: string): number {
    const { text, at } = this
    if (/\s/.test(character)) return at + 1
    const comment = afterComment(text, at)
    if (comment !== undefined) return comment
    const word = matchAt(WORD, text, at)
    if (word !== undefined) return this.afterWord(word)
    this.word = ''
    if (character === "'") return afterQuoted(text, at, this.backslashes)
    if (character === '"') return afterQuoted(text, at, false)
    if (character === '$') return this.afterDollar()
    if (character === '(') this.brackets++
    if (character === ')') this.brackets--
    return at + 1
  }

  private afterWord(word: string): number {
    const after = this.at + word.length
    // A string right behind the letter is one with escapes.
    if (/^e$/i.test(word) && this.text[after] === "'") {
      this.word = ''
      return afterQuoted(this.text, after, true)
    }
    this.countBlocks(word.toLowerCase())
    return after
  }

  /** BEGIN by itself may be a name; in the body CASE and END cannot, unless they are quoted. */
  private countBlocks(word: string): void {
    if (this.head.split(' ').length <= 4) this.head += `${word} `
    if (this.brackets === 0 && ROUTINE.test(this.head)) {
      if (this.blocks === 0) this.blocks = word === 'atomic' && this.word === 'begin' ? 1 : 0
      else if (word === 'case') this.blocks++
      else if (word === 'end') this.blocks--
    }
    this.word = word
  }

  private afterDollar(): number {
    const tag = matchAt(DOLLAR_TAG, this.text, this.at)
    if (tag === undefined) return this.at + 1
    const end = this.text.indexOf(tag, this.at + tag.length)
    return end < 0 ? this.text.length : end + tag.length
  }
}
