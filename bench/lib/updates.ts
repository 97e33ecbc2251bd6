/** What an apply on PostgreSQL is measured against: the same updates by other means. Each puts the old values back. */
import { once } from 'node:events'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { DIFFERING_ROW } from './items'
import { time } from './measure'
import { withClient, type Pair } from './pair'

/** The same new values, read beforehand; only staging, the update and its commit count. */
export async function updateStaged(pair: Pair): Promise<number> {
  const changed = await changedRows(pair)
  return withClient(pair.target, async (client) => {
    const milliseconds = await time(async () => {
      await client.query('begin')
      await client.query(
        'create temporary table staged (job text, release text, status text, qty int) on commit drop',
      )
      const stream = client.query(copyFrom('copy staged from stdin'))
      if (!stream.write(changed.map((row) => row.join('\t')).join('\n') + '\n'))
        await once(stream, 'drain')
      stream.end()
      await once(stream, 'finish')
      await client.query('analyze staged')
      await client.query(
        'update items t set status = s.status, qty = s.qty from staged s where t.job collate "C" = s.job and t.release collate "C" = s.release',
      )
      await client.query('commit')
    })
    await putBack(client, pair)
    return milliseconds
  })
}

/** What the usual script does: one update a row, each its own transaction. Returns the milliseconds of one row. */
export async function updateRowByRow(pair: Pair, rows: number): Promise<number> {
  const changed = (await changedRows(pair)).slice(0, rows)
  return withClient(pair.target, async (client) => {
    const update =
      'update items set status = $3, qty = $4 where job collate "C" = $1 and release collate "C" = $2'
    const milliseconds = await time(async () => {
      for (const row of changed)
        await client.query({ name: 'update_item', text: update, values: [...row] })
    })
    await putBack(client, pair)
    return milliseconds / changed.length
  })
}

async function changedRows({ source, every }: Pair): Promise<readonly (readonly string[])[]> {
  return withClient(source, async (client) => {
    const { rows } = await client.query<string[]>({
      text: `select job, release, status, qty::text from items where (id - 1) % ${every} = ${DIFFERING_ROW}`,
      rowMode: 'array',
    })
    return rows
  })
}

/** The target is as it was, as clean as a table in use, and everything is on the disk. */
async function putBack(client: Client, { every }: Pair): Promise<void> {
  await client.query(
    `update items set status = 'changed', qty = qty + 1 where (id - 1) % ${every} = ${DIFFERING_ROW} and status <> 'changed'`,
  )
  await client.query('vacuum analyze items')
  await client.query('checkpoint')
}
