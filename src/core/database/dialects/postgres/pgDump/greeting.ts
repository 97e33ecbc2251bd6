/**
 * What a server says to a client that it lets in. The driver has logged in already, with the server's own ways of
 * protection and proof; pg_dump gets the connection after that, and this in place of a second login.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP
 */
import type { Client, QueryResult } from 'pg'

/** What a server tells of itself without being asked. */
const TOLD = [
  ...['server_version', 'server_encoding', 'client_encoding', 'is_superuser'],
  ...['session_authorization', 'DateStyle', 'IntervalStyle', 'TimeZone'],
  ...['integer_datetimes', 'standard_conforming_strings'],
]

export async function greeting(client: Client): Promise<Buffer> {
  const { rows }: QueryResult<{ name: string; value: string }> = await client.query(
    `select name, pg_catalog.current_setting(name) as value from pg_catalog.unnest($1::text[]) as name`,
    [TOLD],
  )
  return Buffer.concat([
    message('R', integers(0)),
    ...rows.map(({ name, value }) => message('S', Buffer.from(`${name}\0${value}\0`))),
    // It has no way to cancel a statement; that is done from here.
    message('K', integers(0, 0)),
    message('Z', Buffer.from('I')),
  ])
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), integers(body.length + 4), body])
}

function integers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => bytes.writeInt32BE(value, index * 4))
  return bytes
}

/** Takes the message out of a client's bytes with which it asks to be let in. */
export class StartupFilter {
  private head = Buffer.alloc(0)
  /** How much of the message is still to come; undefined before its length is known. */
  private left: number | undefined

  /** What is not part of it. */
  pass(chunk: Uint8Array): Uint8Array {
    if (this.left === 0) return chunk
    if (this.left === undefined) {
      this.head = Buffer.concat([this.head, chunk])
      if (this.head.length < 4) return new Uint8Array()
      this.left = this.head.readInt32BE(0)
      return this.pass(this.head)
    }
    const skipped = Math.min(this.left, chunk.length)
    this.left -= skipped
    return chunk.subarray(skipped)
  }
}
