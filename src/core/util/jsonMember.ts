/** A part of a JSON document as text. Numbers stay what they are: no digit of them is lost. */
import { endOfValue, findPart, isJson } from './jsonText'
import type { Value } from './value'

/**
 * What a document has at a path of member names and, in lists, indexes from 0: a string's characters, the exact text of
 * any other value, and null for JSON's null and where there is nothing. Undefined where the text is no JSON. Of a member
 * that is there twice the last one counts, as in PostgreSQL's jsonb.
 */
export function jsonMember(text: string, path: readonly string[]): Value | undefined {
  if (!isJson(text)) return undefined
  const at = findPart(text, path)
  if (at === undefined) return null
  const found = text.slice(at, endOfValue(text, at))
  if (found.startsWith('"')) return JSON.parse(found) as string
  return found === 'null' ? null : found
}
