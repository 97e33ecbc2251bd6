/** The parts of `create table`, as the server prints it. */
import { isWord, significant, textOfTokens, tokensOf, type Token } from './tokens'

export interface TableStatement {
  /** To the bracket that opens. */
  readonly head: string
  readonly items: readonly TableItem[]
  /** From the bracket that closes: options and partitions. */
  readonly tail: string
}

export interface TableItem {
  readonly kind: 'column' | 'primary' | 'unique' | 'key' | 'foreign' | 'check' | 'period'
  readonly text: string
}

/** Takes a statement apart. The next value of its counter is a part of its rows more than of its structure. */
export function parseTable(
  statement: string,
  counter: 'with counter' | 'without counter',
): TableStatement {
  const tokens = tokensOf(statement)
  const begin = tokens.findIndex(({ kind, text }) => kind === 'sign' && text === '(')
  const items: Token[][] = [[]]
  let depth = 0
  let at = begin
  for (; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined) break
    depth += depthOf(token)
    if (depth === 0) break
    if (depth === 1 && token.kind === 'sign' && token.text === ',') items.push([])
    else if (at > begin) items.at(-1)?.push(token)
  }
  return {
    head: textOfTokens(tokens.slice(0, begin + 1)),
    items: items.map(itemOf),
    tail: textOfTokens(
      counter === 'with counter' ? tokens.slice(at) : withoutCounter(tokens.slice(at)),
    ),
  }
}

function depthOf({ kind, text }: Token): number {
  if (kind !== 'sign') return 0
  return text === '(' ? 1 : text === ')' ? -1 : 0
}

function itemOf(tokens: readonly Token[]): TableItem {
  return { kind: kindOf(significant(tokens)), text: textOfTokens(tokens).trim() }
}

function kindOf([first, second, third]: readonly Token[]): TableItem['kind'] {
  if (first === undefined || first.kind !== 'word') return 'column'
  if (isWord(first, 'primary')) return 'primary'
  if (isWord(first, 'unique')) return 'unique'
  if (isWord(first, 'period')) return 'period'
  if (!isWord(first, 'constraint')) return 'key'
  // A check that has no name of its own is printed with one.
  const rule = second?.kind === 'name' ? third : second
  return rule !== undefined && isWord(rule, 'foreign') ? 'foreign' : 'check'
}

/** ` AUTO_INCREMENT=5` among the options. Inside brackets are partitions. */
function withoutCounter(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex((token) => isWord(token, 'auto_increment'))
  const [sign, value] = tokens.slice(at + 1)
  if (at < 0 || sign?.text !== '=' || value?.kind !== 'word') return tokens
  return [...tokens.slice(0, at - 1), ...tokens.slice(at + 3)]
}

/** The statement of the parts. */
export function printTable({ head, items, tail }: TableStatement): string {
  return `${head}\n${items.map(({ text }) => `  ${text}`).join(',\n')}\n${tail}`
}

/**
 * In an order that does not tell when a part was added. Columns keep theirs, and unique keys too: the first one that a row
 * breaks decides which row `on duplicate key update` changes, and may be what rows are kept in the order of.
 */
export function inFixedOrder({ head, items, tail }: TableStatement): TableStatement {
  const of = (...kinds: readonly TableItem['kind'][]) =>
    items.filter(({ kind }) => kinds.includes(kind))
  const sorted = (kind: TableItem['kind']) =>
    [...of(kind)].sort((one, other) => (one.text < other.text ? -1 : 1))
  return {
    head,
    items: [
      ...of('column', 'primary', 'unique'),
      ...[...sorted('key'), ...of('period'), ...sorted('foreign'), ...sorted('check')],
    ],
    tail,
  }
}
