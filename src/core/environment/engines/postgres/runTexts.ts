/**
 * What of a definition may be run, cut into texts: the texts in it, the texts inside of these, and code. Comments and labels, on
 * objects and in code, only say something.
 */
import { tokenize, type Token } from '../../../schema/tokens/tokens'

export interface RunText {
  readonly text: string
  /** Of a code's own words, without the texts in it. */
  readonly isCode: boolean
  /** Of an option: what it is called. */
  readonly option: string | undefined
}

/** SQL in texts in SQL in texts: nobody writes more. */
const DEPTH = 4

/** The body of a routine is a text of its definition; these are the languages whose texts can be told from their code. */
const SQL_LANGUAGES = ['sql', 'plpgsql']

/** Texts of a definition as the inventory writes them. */
export function runTexts(definition: string): readonly RunText[] {
  const language = /^ LANGUAGE (\S+)/m.exec(definition)?.[1]?.toLowerCase()
  return textsIn(definition, (body) =>
    language !== undefined && SQL_LANGUAGES.includes(language)
      ? [{ text: codeOf(body), isCode: true, option: undefined }, ...textsIn(body)]
      : [{ text: body, isCode: false, option: undefined }, ...textsIn(body)],
  )
}

function textsIn(
  sql: string,
  ofBody?: (body: string) => readonly RunText[],
  depth = DEPTH,
): readonly RunText[] {
  if (depth === 0) return []
  const tokens = tokenize(sql, { language: 'postgres' }).filter(
    ({ kind }) => kind !== 'space' && kind !== 'comment',
  )
  return tokens.flatMap((token, at) => {
    if (token.kind !== 'string') return []
    const before = tokens[at - 1]
    if (isSaid(before)) return []
    const text = valueOf(token)
    if (ofBody !== undefined && /^\$(?:function|procedure)x*\$/.test(token.text))
      return ofBody(text)
    const option = before?.kind === 'name' ? before.text : undefined
    const inside = /['$]/.test(text) ? textsIn(text, undefined, depth - 1) : []
    return [{ text, isCode: false, option }, ...inside]
  })
}

/** `comment '…'`, `security label for … is '…'`, and the statements that say so. */
function isSaid(before: Token | undefined): boolean {
  return before?.kind === 'name' && /^(?:comment|is)$/i.test(before.text)
}

function codeOf(sql: string): string {
  return tokenize(sql, { language: 'postgres' })
    .map(({ kind, text }) => (kind === 'string' ? "''" : kind === 'comment' ? ' ' : text))
    .join('')
}

/** What a text means: without its quotes, and what was escaped as it is. */
function valueOf({ text }: Token): string {
  const tag = /^\$[^$]*\$/.exec(text)?.[0]
  if (tag !== undefined) return text.slice(tag.length, text.endsWith(tag) ? -tag.length : undefined)
  const quote = text.indexOf("'")
  const inner = text.slice(quote + 1, text.endsWith("'") ? -1 : undefined).replaceAll("''", "'")
  return /^e/i.test(text) ? inner.replace(/\\(.)/gs, '$1') : inner
}
