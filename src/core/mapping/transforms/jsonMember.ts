/** A part of a JSON document as text. Numbers stay what they are: no digit of them is lost. */
import type { Value } from '../../util/value'

/**
 * What a document has at a path of member names and, in lists, indexes from 0: a string's characters, the exact text of
 * any other value, and null for JSON's null and where there is nothing. Undefined where the text is no JSON. Of a member
 * that is there twice the last one counts, as in PostgreSQL's jsonb.
 */
export function jsonMember(text: string, path: readonly string[]): Value | undefined {
  if (!isJson(text)) return undefined
  let at: number | undefined = skipBlanks(text, 0)
  for (const step of path) {
    at = text[at] === '{' ? findMember(text, at, step) : findElement(text, at, step)
    if (at === undefined) return null
  }
  const found = text.slice(at, endOfValue(text, at))
  if (found.startsWith('"')) return JSON.parse(found) as string
  return found === 'null' ? null : found
}

/** The values that are parsed here are dropped. Everything below may rely on the text being JSON. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function findMember(text: string, object: number, name: string): number | undefined {
  let found: number | undefined
  for (let at = skipBlanks(text, object + 1); text[at] === '"';) {
    const end = endOfString(text, at)
    const value = skipBlanks(text, skipBlanks(text, end) + 1)
    if (JSON.parse(text.slice(at, end)) === name) found = value
    at = next(text, endOfValue(text, value))
  }
  return found
}

function findElement(text: string, list: number, index: string): number | undefined {
  if (text[list] !== '[' || !/^(?:0|[1-9]\d{0,8})$/.test(index)) return undefined
  let at = skipBlanks(text, list + 1)
  for (let left = parseInt(index, 10); left > 0 && text[at] !== ']'; left--)
    at = next(text, endOfValue(text, at))
  return text[at] === ']' ? undefined : at
}

/** The start of what follows a comma, or the bracket that closes. */
function next(text: string, end: number): number {
  const mark = skipBlanks(text, end)
  return text[mark] === ',' ? skipBlanks(text, mark + 1) : mark
}

const BLANK = /[\t\n\r ]*/y
const SCALAR = /[^\t\n\r ,\]}]*/y

function skipBlanks(text: string, at: number): number {
  return endOf(BLANK, text, at)
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  pattern.test(text)
  return pattern.lastIndex
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start)
  if (text[start] !== '{' && text[start] !== '[') return endOf(SCALAR, text, start)
  let depth = 0
  for (let at = start; ;) {
    const mark = text[at]
    if (mark === '{' || mark === '[') depth++
    if (mark === '}' || mark === ']') depth--
    at = mark === '"' ? endOfString(text, at) : at + 1
    if (depth === 0) return at
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}
