/** JSON over several lines, so that a diff finds the member that differs. Every string and number stays as it is. */

const INDENT = '  '

/** What is between strings: a mark, blanks, or a run of other characters. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|\s+|[^"{}[\],:\s]+/g

/** `text` is JSON; what is not comes back somehow, with no character of it lost but blanks. */
export function indentJson(text: string): string {
  let result = ''
  let depth = 0
  let last = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^\s/.test(token)) continue
    const closes = token === '}' || token === ']'
    if (closes) depth--
    const isEmpty = closes && (last === '{' || last === '[')
    if (!isEmpty && (closes || last === '{' || last === '[' || last === ','))
      result += `\n${INDENT.repeat(Math.max(0, depth))}`
    result += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth++
    last = token
  }
  return result
}
