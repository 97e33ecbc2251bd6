/** How a page of records is asked for. */
import type { Question } from './ask'
import { addressOf, type Connection } from './connection'

export interface Listing {
  /** The name or the id of the table. */
  readonly table: string
  /** Only these are given. By default all are. */
  readonly fields?: readonly string[] | undefined
  readonly pageSize: number
}

/** Airtable takes no longer addresses. */
const LONGEST_ADDRESS = 16_000

/** `offset` is what the page before has given. */
export function listQuestion(
  connection: Connection,
  { table, fields, pageSize }: Listing,
  offset: string | undefined,
): Question {
  const { base } = connection
  const address = addressOf(connection, [base, table])
  address.searchParams.set('pageSize', String(pageSize))
  for (const field of fields ?? []) address.searchParams.append('fields[]', field)
  if (offset !== undefined) address.searchParams.set('offset', offset)
  if (address.href.length <= LONGEST_ADDRESS) return { address }
  const asked = { pageSize, fields, offset }
  return {
    address: addressOf(connection, [base, table, 'listRecords']),
    body: JSON.stringify(asked),
  }
}
