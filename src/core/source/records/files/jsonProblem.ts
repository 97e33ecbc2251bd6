/** What is wrong with a text that is no JSON, and where: JSON.parse says it in words of its own and does not always say where. */

export interface JsonProblem {
  /** How many characters come before it. */
  readonly at: number
  /** What is wrong, in a sentence without a full stop. */
  readonly message: string
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing'

const WORDS: Readonly<Record<Expected, string>> = {
  value: 'a value',
  'value or ]': 'a value or "]"',
  key: 'a name in double quotes',
  'key or }': 'a name in double quotes or "}"',
  ':': 'a colon',
  ', or end': 'a comma or the end of the object or array',
  nothing: 'the text goes on behind its end',
}

const BLANK = /[\t\n\r ]*/y
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** The first problem; undefined where the text is JSON. */
export function jsonProblem(text: string): JsonProblem | undefined {
  const open: ('}' | ']')[] = []
  let expected: Expected = 'value'
  let at = skip(BLANK, text, 0)
  while (expected !== 'nothing' || at < text.length) {
    const mark = text[at]
    if (mark === undefined) return problem(at, `the text ends where ${WORDS[expected]} is expected`)
    const end = endOfToken(text, at, expected, open.at(-1))
    if (typeof end !== 'number') return end
    expected = following(mark, expected, open)
    at = skip(BLANK, text, end)
  }
  return undefined
}

function endOfToken(
  text: string,
  at: number,
  expected: Expected,
  closing: '}' | ']' | undefined,
): number | JsonProblem {
  const mark = text[at] as string
  const isValue = expected === 'value' || expected === 'value or ]'
  const isKey = expected === 'key' || expected === 'key or }'
  if (mark === '"' && (isValue || isKey)) return endOfString(text, at)
  if (isValue && (mark === '{' || mark === '[')) return at + 1
  if (expected === ':' && mark === ':') return at + 1
  if (expected === ', or end' && (mark === ',' || mark === closing)) return at + 1
  if ((expected === 'key or }' || expected === 'value or ]') && mark === closing) return at + 1
  const end = isValue ? skip(WORD, text, at) : at
  if (end > at) return end
  return problem(at, expected === 'nothing' ? WORDS.nothing : `${WORDS[expected]} is expected`)
}

/** What has to come behind a token, with the containers that are open behind it. */
function following(mark: string, expected: Expected, open: ('}' | ']')[]): Expected {
  const isValue = expected === 'value' || expected === 'value or ]'
  if (isValue && mark === '{') {
    open.push('}')
    return 'key or }'
  }
  if (isValue && mark === '[') {
    open.push(']')
    return 'value or ]'
  }
  if (mark === '"' && !isValue) return ':'
  if (mark === ':') return 'value'
  if (mark === ',') return open.at(-1) === '}' ? 'key' : 'value'
  if (mark === '}' || mark === ']') open.pop()
  return open.length === 0 ? 'nothing' : ', or end'
}

/** Not with one regular expression: those give up on strings of some megabytes. */
function endOfString(text: string, start: number): number | JsonProblem {
  for (let at = start + 1; at < text.length; at++) {
    const mark = text[at] as string
    if (mark === '"') return at + 1
    if (mark < ' ') return problem(at, 'a control character in a string is not escaped')
    if (mark !== '\\') continue
    const end = skip(ESCAPE, text, at)
    if (end === at) return problem(at, 'a backslash in a string begins no escape')
    at = end - 1
  }
  return problem(text.length, 'the text ends within a string')
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function problem(at: number, message: string): JsonProblem {
  return { at, message }
}
