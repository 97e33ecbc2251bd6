/** The external id of a record. */
import type { RecordId } from '../definition/pipeline'
import { cleanText } from '../../source/cleaning/cleanText'
import { ExactNumber, memberAt, type ExactJson } from './exactJson'

/** Ids go into indexes, of which those of MySQL take no more of a text. */
const LONGEST = 760

export type FoundId = { readonly id: string } | { readonly fault: string }

/** What a record's id is made of, with the paths taken apart once. */
export function idReader(id: RecordId): (record: ExactJson) => FoundId {
  const paths = id.from.map((path) => path.split('.'))
  return (record) => idOf(id, (part) => textOf(memberAt(record, paths[part] ?? [])))
}

/** The id of a record whose parts are these texts. */
export function idOf(
  { from, clean }: RecordId,
  textAt: (part: number) => string | undefined,
): FoundId {
  const parts: string[] = []
  for (const [index, path] of from.entries()) {
    const text = textAt(index)
    if (text === undefined) return { fault: `it has no id: "${path}" is missing or no text` }
    const cleaned = cleanText(text, clean)
    if (cleaned === undefined || cleaned === '')
      return { fault: `it has no id: "${path}" is empty` }
    parts.push(cleaned)
  }
  const id = parts.length === 1 ? (parts[0] ?? '') : parts.map(escaped).join('|')
  return id.length > LONGEST ? { fault: `its id has ${id.length} characters` } : { id }
}

function textOf(value: ExactJson | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (value instanceof ExactNumber) return value.text
  return undefined
}

/** So that two lists of parts never make one id. */
function escaped(part: string): string {
  return part.replace(/[\\|]/g, (mark) => `\\${mark}`)
}
