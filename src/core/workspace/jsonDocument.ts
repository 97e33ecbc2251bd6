/** JSON with comments, and where in its text each part stands. */
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser'
import type { JsonPath, Place } from './definitionSource'

/** A line and a column, both counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

export interface SyntaxProblem extends Position {
  readonly message: string
}

export interface JsonDocument {
  readonly value: unknown
  readonly syntaxProblems: readonly SyntaxProblem[]
  has(path: JsonPath): boolean
  /** Where the value at `path` begins; the nearest enclosing one where there is none. */
  positionOf(path: JsonPath): Position
  /** Where the name of the property at `path` stands. */
  positionOfName(path: JsonPath): Position
  /** The name of the property at `path`, or the entry of the list; undefined where there is none. */
  placeOf(path: JsonPath): Place | undefined
}

/** Reads JSON with comments and trailing commas. Never throws: what is wrong is in `syntaxProblems`. */
export function parseJsonDocument(text: string): JsonDocument {
  const errors: ParseError[] = []
  const json = text.replace(/^\uFEFF/, '')
  const root = parseTree(json, errors, { allowTrailingComma: true, disallowComments: false })
  const locate = locator(json)
  const find = (path: JsonPath) => root && findNodeAtLocation(root, [...path])
  return {
    value: root && getNodeValue(root),
    syntaxProblems: [
      // One slip makes a parser complain several times; the first complaint is the telling one.
      ...errors.slice(0, 1).map((error) => syntaxProblem(error, locate)),
      ...(root === undefined ? [] : repeatedNames(root, locate)),
    ],
    has: (path) => find(path) !== undefined,
    positionOf: (path) => locate(nearest(path, find)?.offset ?? 0),
    positionOfName: (path) => {
      const node = find(path)
      const name = node?.parent?.type === 'property' ? node.parent : undefined
      return locate((name ?? nearest(path, find))?.offset ?? 0)
    },
    placeOf: (path) => {
      const node = find(path)
      const word = node?.parent?.type === 'property' ? node.parent.children?.[0] : node
      return word && { ...locate(word.offset), length: word.length }
    },
  }
}

function nearest(path: JsonPath, find: (path: JsonPath) => Node | undefined): Node | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = find(path.slice(0, length))
    if (node !== undefined) return node
  }
  return find([])
}

function locator(text: string): (offset: number) => Position {
  const lineStarts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
    lineStarts.push(at + 1)
  return (offset) => {
    let line = lineStarts.length
    while (line > 1 && (lineStarts[line - 1] ?? 0) > offset) line--
    return { line, column: offset - (lineStarts[line - 1] ?? 0) + 1 }
  }
}

function syntaxProblem(
  { error, offset }: ParseError,
  locate: (offset: number) => Position,
): SyntaxProblem {
  return { ...locate(offset), message: syntaxMessage(printParseErrorCode(error)) }
}

// The text that was found is left out: it may be a half-written password.
function syntaxMessage(code: string): string {
  const known: Readonly<Record<string, string>> = {
    InvalidSymbol: 'this is no JSON value: texts stand in double quotes',
    InvalidNumberFormat: 'this is no number',
    PropertyNameExpected: 'a name in double quotes is expected here',
    ValueExpected: 'a value is expected here',
    ColonExpected: 'a colon is expected here',
    CommaExpected: 'a comma is expected here',
    CloseBraceExpected: 'a closing brace "}" is missing',
    CloseBracketExpected: 'a closing bracket "]" is missing',
    EndOfFileExpected: 'the file goes on after its end',
    InvalidCommentToken: 'a comment is not allowed here',
    UnexpectedEndOfComment: 'the comment is not closed',
    UnexpectedEndOfString: 'the text is not closed: a double quote is missing',
    UnexpectedEndOfNumber: 'this number is not complete',
    InvalidUnicode: 'this is no Unicode escape: \\u and four hexadecimal digits',
    InvalidEscapeCharacter: 'this is no escape: allowed are \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u',
    InvalidCharacter: 'this character has to be escaped',
  }
  return known[code] ?? 'this is not JSON'
}

// The last one would win in silence, which is not what its writer saw when reading the first.
function repeatedNames(node: Node, locate: (offset: number) => Position): SyntaxProblem[] {
  const seen = new Set<unknown>()
  const problems: SyntaxProblem[] = []
  for (const child of node.children ?? []) {
    const name = child.type === 'property' ? child.children?.[0] : undefined
    if (name !== undefined && seen.has(name.value))
      problems.push({ ...locate(name.offset), message: `"${name.value}" is given twice` })
    if (name !== undefined) seen.add(name.value)
    problems.push(...repeatedNames(child, locate))
  }
  return problems
}
