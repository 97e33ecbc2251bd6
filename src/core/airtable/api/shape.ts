/** Answers that are not as Airtable documents them. */
import { ShapeFault } from '../../source/records/http/answerJson'
import type { Secrets } from '../../source/records/network/secrets'
import { DatabaseOperationError } from '../../util/errors'
import { stringOf } from './jsonMembers'

/** Says of a `ShapeFault` what was asked for. */
export function shaped<T>(what: string, secrets: Secrets, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ShapeFault)) throw error
    const message = `Airtable’s answer for ${what} is not as documented: ${error.message}`
    const mend = 'try again; if it stays so, Airtable has changed its API'
    throw new DatabaseOperationError('source-changed-shape', secrets.mask(message), { mend })
  }
}

export function objectText(text: string, whose: string): string {
  if (text.startsWith('{')) return text
  throw new ShapeFault(`${whose} is ${text.slice(0, 30)} and no object`)
}

export function needed(members: ReadonlyMap<string, string>, name: string, whose: string): string {
  const text = stringOf(members.get(name))
  if (text !== undefined && text !== '') return text
  throw new ShapeFault(`${whose} has no text as ${JSON.stringify(name)}`)
}
