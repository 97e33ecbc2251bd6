/** A formula's text in words and signs. */
import { FormulaFault, KEYWORDS } from './expression'

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'keyword' | 'sign' | 'end'
  /** What it stands for: a text without its quotes, a keyword in lower case. */
  readonly value: string
  readonly at: number
}

const BLANK = /\s+/y
const PIECE =
  /(?<number>\d+(?:\.\d+)?|\.\d+)|(?<name>[\p{L}_][\p{L}\p{M}\p{N}_$]*)|(?<text>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")+")|(?<sign>\|\||<>|!=|<=|>=|[-+*/%=<>(),])/uy

/** Throws `FormulaFault` where something is neither. The last token is the end of the text. */
export function tokenize(formula: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = endOfBlanks(formula, 0); at < formula.length;) {
    PIECE.lastIndex = at
    const match = PIECE.exec(formula)
    if (match === null) throw unknownPiece(formula, at)
    tokens.push({ ...tokenOf(match.groups ?? {}), at })
    const end = PIECE.lastIndex
    if (
      match.groups?.['number'] !== undefined &&
      /^[\p{L}\p{N}_.]/u.test(formula.slice(end, end + 2))
    )
      throw new FormulaFault('this is no number', at)
    at = endOfBlanks(formula, end)
  }
  return [...tokens, { kind: 'end', value: '', at: formula.length }]
}

function endOfBlanks(formula: string, at: number): number {
  BLANK.lastIndex = at
  return BLANK.test(formula) ? BLANK.lastIndex : at
}

function tokenOf(groups: Partial<Record<string, string>>): Omit<Token, 'at'> {
  const { number, name, text, quoted, sign = '' } = groups
  if (number !== undefined) return { kind: 'number', value: number }
  if (text !== undefined) return { kind: 'text', value: text.slice(1, -1).replaceAll("''", "'") }
  if (quoted !== undefined)
    return { kind: 'name', value: quoted.slice(1, -1).replaceAll('""', '"') }
  if (name === undefined) return { kind: 'sign', value: sign === '!=' ? '<>' : sign }
  const word = name.toLowerCase()
  return KEYWORDS.has(word) ? { kind: 'keyword', value: word } : { kind: 'name', value: name }
}

function unknownPiece(formula: string, at: number): FormulaFault {
  const character = String.fromCodePoint(formula.codePointAt(at) ?? 0)
  if (character === "'") return new FormulaFault("the text is not closed: a ' is missing", at)
  if (character === '"') return new FormulaFault('the name is not closed, or empty', at)
  return new FormulaFault(`"${character}" has no meaning here`, at)
}
