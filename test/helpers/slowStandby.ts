/**
 * A standby that keeps nothing of what it is sent and says a while later that it has replayed it: a real session of the
 * server's replication, without a second server.
 * https://www.postgresql.org/docs/current/protocol-replication.html
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type Connection } from 'pg'

export interface SlowStandby {
  close(): Promise<void>
}

const WAL = 'w'.charCodeAt(0)
const START = 1
const HEAD = 25
const STATUS = 'r'.charCodeAt(0)
const STATUS_BYTES = 34
const REPORTS_MS = 100

/** `url` is a superuser's. Replays everything `delay` milliseconds after it was sent. */
export async function startSlowStandby(url: string, delay: number): Promise<SlowStandby> {
  const client = new Client({ connectionString: url, replication: 'true' } as object)
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<{ xlogpos: string }>('IDENTIFY_SYSTEM')
  const { connection } = client as Client & {
    readonly connection: Connection & { sendCopyFromChunk(chunk: Buffer): void }
  }
  let replayed = 0n
  connection.on('copyData', ({ chunk }: { readonly chunk: Buffer }) => {
    if (chunk[0] !== WAL) return
    const end = chunk.readBigUInt64BE(START) + BigInt(chunk.length - HEAD)
    void sleep(delay).then(() => (replayed = end))
  })
  // It has no end, so that nobody waits for it.
  client.query(`START_REPLICATION PHYSICAL ${rows[0]?.xlogpos ?? ''}`).catch(() => undefined)
  const reports = setInterval(() => connection.sendCopyFromChunk(statusOf(replayed)), REPORTS_MS)
  return {
    async close() {
      clearInterval(reports)
      await client.end().catch(() => undefined)
    },
  }
}

/** Written, flushed and replayed up to the same place; the clock is nobody's business. */
function statusOf(replayed: bigint): Buffer {
  const status = Buffer.alloc(STATUS_BYTES)
  status[0] = STATUS
  for (const at of [1, 9, 17]) status.writeBigUInt64BE(replayed, at)
  return status
}
