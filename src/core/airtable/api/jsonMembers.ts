/** The members of a JSON object as they were written, so that no digit of a number is lost. */
import { endOfValue } from '../../util/jsonText'

const BLANKS = /[\t\n\r ]*/y

/** The exact texts of its values by their names; of a name that is there twice the last one counts. `object` is JSON. */
export function readMembers(object: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>()
  for (let at = afterBlanks(object, object.indexOf('{') + 1); object[at] === '"';) {
    const end = endOfValue(object, at)
    const value = afterBlanks(object, afterBlanks(object, end) + 1)
    const valueEnd = endOfValue(object, value)
    members.set(JSON.parse(object.slice(at, end)) as string, object.slice(value, valueEnd))
    // Behind a comma comes the next name, and behind a brace nothing that begins with a quote.
    const mark = afterBlanks(object, valueEnd)
    at = object[mark] === ',' ? afterBlanks(object, mark + 1) : mark
  }
  return members
}

/** The characters of a JSON string; undefined for all else. */
export function stringOf(json: string | undefined): string | undefined {
  return json?.startsWith('"') === true ? (JSON.parse(json) as string) : undefined
}

function afterBlanks(text: string, at: number): number {
  BLANKS.lastIndex = at
  BLANKS.test(text)
  return BLANKS.lastIndex
}
