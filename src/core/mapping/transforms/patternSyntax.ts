/** The syntax of patterns: the part of JavaScript's regular expressions that can be matched in linear time. */

/** Whether a character, given as its code point, is meant. */
export type CharacterTest = (code: number) => boolean

/** Both ends of the text, and where a word starts or ends, or does not. */
export type Place = 'start' | 'end' | 'word' | 'noWord'

export type PatternNode =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'group'; readonly group: number; readonly inner: PatternNode }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  | {
      readonly kind: 'repeat'
      readonly inner: PatternNode
      readonly least: number
      readonly most: number
      readonly isLazy: boolean
    }

export interface ParsedPattern {
  readonly node: PatternNode
  readonly groups: number
}

/** What is wrong with a pattern. */
export class PatternFault extends Error {
  override readonly name = 'PatternFault'
}

const DEEPEST = 50
const MOST_REPEATS = 200

/** Throws `PatternFault` where the pattern is none. `(?i)` at its start ignores case. */
export function parsePattern(pattern: string): ParsedPattern {
  const ignoresCase = pattern.startsWith('(?i)')
  return new PatternParser([...pattern.slice(ignoresCase ? 4 : 0)], ignoresCase).parse()
}

class PatternParser {
  private at = 0
  private groups = 0
  private depth = 0

  constructor(
    private readonly characters: readonly string[],
    private readonly ignoresCase: boolean,
  ) {}

  parse(): ParsedPattern {
    const node = this.choice()
    if (this.at < this.characters.length) throw new PatternFault('a ")" has no "("')
    return { node, groups: this.groups }
  }

  private choice(): PatternNode {
    const parts = [this.sequence()]
    while (this.takeIf('|')) parts.push(this.sequence())
    return { kind: 'choice', parts }
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = []
    while (this.at < this.characters.length && !['|', ')'].includes(this.next))
      parts.push(this.repeated(this.atom()))
    return { kind: 'sequence', parts }
  }

  private repeated(inner: PatternNode): PatternNode {
    const times = this.times()
    if (times === undefined) return inner
    if (inner.kind === 'place') throw new PatternFault('a place cannot be repeated')
    const isLazy = this.takeIf('?')
    if (['*', '+', '?'].includes(this.next))
      throw new PatternFault(`"${this.next}" repeats nothing`)
    return { kind: 'repeat', inner, ...times, isLazy }
  }

  private times(): { least: number; most: number } | undefined {
    if (this.takeIf('*')) return { least: 0, most: Infinity }
    if (this.takeIf('+')) return { least: 1, most: Infinity }
    if (this.takeIf('?')) return { least: 0, most: 1 }
    if (!this.takeIf('{')) return undefined
    const end = this.characters.indexOf('}', this.at)
    const inside = this.characters.slice(this.at, Math.max(end, this.at)).join('')
    const match = /^(\d{1,4})(,(\d{0,4}))?$/.exec(inside)
    if (match === null)
      throw new PatternFault('"{" needs numbers, as in {2,3}; write "\\{" for a brace')
    this.at = end + 1
    const [, least = '', upTo, last = ''] = match
    const most =
      upTo === undefined ? parseInt(least, 10) : last === '' ? Infinity : parseInt(last, 10)
    const isTooMany =
      parseInt(least, 10) > MOST_REPEATS || (most > MOST_REPEATS && most !== Infinity)
    if (isTooMany) throw new PatternFault(`a part can be repeated ${MOST_REPEATS} times at most`)
    if (most < parseInt(least, 10)) throw new PatternFault(`{${inside}} is out of order`)
    return { least: parseInt(least, 10), most }
  }

  private atom(): PatternNode {
    const character = this.take()
    switch (character) {
      case '(':
        return this.group()
      case '[':
        return this.character(this.characterClass())
      case '.':
        return this.character((code) => code !== 10 && code !== 13)
      case '^':
        return { kind: 'place', place: 'start' }
      case '$':
        return { kind: 'place', place: 'end' }
      case '\\':
        return this.escape()
      case '*':
      case '+':
      case '?':
        throw new PatternFault(`"${character}" repeats nothing`)
      case '{':
        throw new PatternFault('"{" repeats nothing; write "\\{" for a brace')
      default:
        return this.character(only(character))
    }
  }

  private group(): PatternNode {
    if (++this.depth > DEEPEST) throw new PatternFault('the pattern is nested too deeply')
    const isPlain = this.takeIf('?')
    if (isPlain && !this.takeIf(':'))
      throw new PatternFault('of groups with "?" there is (?:…) only, and (?i) at the start')
    const group = isPlain ? 0 : ++this.groups
    const inner = this.choice()
    if (!this.takeIf(')')) throw new PatternFault('a "(" has no ")"')
    this.depth--
    return isPlain ? inner : { kind: 'group', group, inner }
  }

  private escape(): PatternNode {
    if (this.takeIf('b')) return { kind: 'place', place: 'word' }
    if (this.takeIf('B')) return { kind: 'place', place: 'noWord' }
    return this.character(this.escapedTest().test)
  }

  /** The character where the escape is of one, which a range may start or end with. */
  private escapedTest(): { readonly test: CharacterTest; readonly character?: string } {
    const letter = this.take()
    const known = CLASSES[letter]
    if (known !== undefined) return { test: known }
    const control = CONTROLS[letter]
    if (control === undefined && /[\p{L}\p{N}]/u.test(letter))
      throw new PatternFault(`"\\${letter}" has no meaning here`)
    if (letter === '') throw new PatternFault('a "\\" has nothing to escape')
    const character = control ?? letter
    return { test: only(character), character }
  }

  private characterClass(): CharacterTest {
    const isNegated = this.takeIf('^')
    const tests: CharacterTest[] = []
    while (!this.takeIf(']')) {
      const first = this.member()
      const isRange = this.next === '-' && ![']', ''].includes(this.characters[this.at + 1] ?? '')
      if (!isRange) tests.push(first.test)
      else {
        this.take()
        tests.push(range(first.character, this.member().character))
      }
    }
    if (tests.length === 0 && !isNegated) throw new PatternFault('a "[]" is no character')
    const test = this.folded((code) => tests.some((one) => one(code)))
    return isNegated ? (code) => !test(code) : test
  }

  private member(): { readonly test: CharacterTest; readonly character?: string } {
    const character = this.take()
    if (character === '') throw new PatternFault('a "[" has no "]"')
    return character === '\\' ? this.escapedTest() : { test: only(character), character }
  }

  private character(test: CharacterTest): PatternNode {
    return { kind: 'character', test: this.folded(test) }
  }

  private folded(test: CharacterTest): CharacterTest {
    if (!this.ignoresCase) return test
    return (code) => {
      const character = String.fromCodePoint(code)
      return (
        test(code) || test(codeOf(character.toLowerCase())) || test(codeOf(character.toUpperCase()))
      )
    }
  }

  private get next(): string {
    return this.characters[this.at] ?? ''
  }

  private take(): string {
    return this.characters[this.at++] ?? ''
  }

  private takeIf(character: string): boolean {
    if (this.next !== character) return false
    this.at++
    return true
  }
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' }

const isDigit: CharacterTest = (code) => code >= 48 && code <= 57

/** Letters, digits and the underscore of ASCII, as in JavaScript. */
export const isWord: CharacterTest = (code) =>
  isDigit(code) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)

const isSpace: CharacterTest = (code) => /\s/.test(String.fromCodePoint(code))

const CLASSES: Readonly<Record<string, CharacterTest>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  w: isWord,
  W: (code) => !isWord(code),
  s: isSpace,
  S: (code) => !isSpace(code),
}

function only(character: string): CharacterTest {
  const wanted = codeOf(character)
  return (code) => code === wanted
}

function range(first: string | undefined, last: string | undefined): CharacterTest {
  if (first === undefined || last === undefined)
    throw new PatternFault('a range goes from one character to another')
  const [from, to] = [codeOf(first), codeOf(last)]
  if (from > to) throw new PatternFault(`the range ${first}-${last} is out of order`)
  return (code) => code >= from && code <= to
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? -1
}
