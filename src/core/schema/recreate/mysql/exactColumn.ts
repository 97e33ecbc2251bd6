/** A column with what the server's statement says wrongly or not at all. */
import type { TableFacts } from '../../inventory/mysql/mysqlObject'
import type { TableItem, TableStatement } from '../../inventory/mysql/tableStatement'
import {
  isWord,
  nameOf,
  significant,
  textOfTokens,
  tokensOf,
  type Token,
} from '../../inventory/mysql/tokens'

export function exactColumn(item: TableItem, facts: TableFacts, table: TableStatement): TableItem {
  const tokens = tokensOf(item.text)
  const [first] = tokens
  if (first?.kind !== 'name') return item
  const column = nameOf(first)
  const reference = facts.references.find((one) => one.column === column)
  const labels = facts.labels.find((one) => one.column === column)
  const value = facts.defaults.find((one) => one.column === column)
  let exact = tokens
  if (value !== undefined)
    exact = withDefault(exact, `${introducer(tokens, table)}x'${value.bytes}'`)
  if (labels !== undefined) exact = withLabels(exact, labels.labels)
  if (reference !== undefined) exact = withReference(exact, reference.id)
  return { ...item, text: textOfTokens(exact) }
}

/** The bytes are those of the column's character set. Columns of bytes have none. */
function introducer(tokens: readonly Token[], { tail }: TableStatement): string {
  const words = significant(tokens)
  if (words[1] !== undefined && /^(var)?binary$/i.test(words[1].text)) return ''
  const at = words.findIndex((token, index) => {
    const next = words[index + 1]
    return isWord(token, 'character') && next !== undefined && isWord(next, 'set')
  })
  const own = at < 0 ? undefined : words[at + 2]?.text
  const table = /\bDEFAULT CHARSET=(\w+)/.exec(tail)?.[1]
  return `_${own ?? table ?? 'binary'} `
}

function replaced(tokens: readonly Token[], at: number, text: string): readonly Token[] {
  return tokens.map((token, index) => (index === at ? { ...token, text } : token))
}

function withDefault(tokens: readonly Token[], literal: string): readonly Token[] {
  const word = tokens.findIndex((token) => isWord(token, 'default'))
  return replaced(
    tokens,
    tokens.findIndex(({ kind }, at) => at > word && kind === 'quoted'),
    literal,
  )
}

function withLabels(tokens: readonly Token[], labels: readonly string[]): readonly Token[] {
  const begin = tokens.findIndex(({ text }) => text === '(')
  let exact = tokens
  labels.forEach((label, index) => {
    // Labels and commas take turns.
    exact = replaced(exact, begin + 1 + 2 * index, `x'${label}'`)
  })
  return exact
}

/** After the type, which is one word. */
function withReference(tokens: readonly Token[], id: string): readonly Token[] {
  const type = tokens.findIndex(({ kind }) => kind === 'word')
  return replaced(tokens, type, `${tokens[type]?.text ?? ''} REF_SYSTEM_ID=${id}`)
}
