/** A database's own name in front of names, where the server prints it in one situation and not in another. */
import { isWord, nameOf, textOfTokens, tokensOf, type Token } from './tokens'

/**
 * The text of a view without the database's own name. The server prints that where a view is broken, where its definer does
 * not exist, where a table of another database is in it, and not otherwise: two equal views would differ.
 * A name of a table that is the database's, too, is left alone.
 */
export function withoutOwnName(view: string, database: string): string {
  const tokens = tokensOf(view)
  const isOwn = (token: Token | undefined) => token?.kind === 'name' && nameOf(token) === database
  const isDot = (token: Token | undefined) => token?.kind === 'sign' && token.text === '.'
  const isAmbiguous = tokens.some(
    (token, at) => isOwn(token) && !isDot(tokens[at + 1]) && !isDot(tokens[at - 1]),
  )
  const kept: Token[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token
    const isQualifier = isOwn(token) && isDot(tokens[at + 1]) && !isDot(tokens[at - 1])
    const isPlain = isDot(tokens[at + 3]) || isBracket(tokens[at + 3]) || !isAmbiguous
    if (isQualifier && isPlain) at += 1
    else kept.push(token)
  }
  return textOfTokens(kept)
}

function isBracket(token: Token | undefined): boolean {
  return token?.kind === 'sign' && token.text === '('
}

const SEQUENCE_FUNCTIONS = ['nextval', 'lastval', 'setval']

/** The text of a table without the database's own name in front of the sequences that its columns draw from. */
export function withoutOwnSequences(table: string, database: string): string {
  const tokens = tokensOf(table)
  const kept = tokens.filter((token, at) => {
    const from = token.text === '.' ? at - 1 : at
    const [before, bracket, name, dot] = tokens.slice(Math.max(from - 2, 0), from + 2)
    const isCall =
      before !== undefined && SEQUENCE_FUNCTIONS.some((called) => isWord(before, called))
    const isOwn = name?.kind === 'name' && nameOf(name) === database && dot?.text === '.'
    return !(isCall && isBracket(bracket) && isOwn)
  })
  return textOfTokens(kept)
}
