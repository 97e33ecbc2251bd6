/** What the ledger knows of synced rows, against the journals that it is made of. */
import { deepEqual } from 'node:assert/strict'
import type { SyncSite } from './syncSite'

type Fields = Readonly<Record<string, string | null>>

/**
 * The common state has what the latest applied change of each value has left. Of a state whose last run has not ended, it is the
 * journals alone that have it, and nothing is compared.
 */
export async function checkLedger(site: Pick<SyncSite, 'query'>): Promise<void> {
  const states = await site.query('select mapping, settled from drydock.common_states')
  for (const { mapping, settled } of states) {
    if (settled !== 't') continue
    const table = (mapping ?? '').replace('airtable ', '')
    deepEqual(await knownRows(site, mapping ?? ''), await foldedRows(site, table), table)
  }
}

async function knownRows(site: Pick<SyncSite, 'query'>, state: string) {
  const rows = await site.query(
    `select row_key, fields from drydock.common_rows where mapping = '${state}'`,
  )
  return new Map(
    rows
      .map((row): [string, Fields] => [
        (JSON.parse(row['row_key'] ?? '[]') as readonly string[])[0] ?? '',
        sorted(JSON.parse(row['fields'] ?? '{}') as Fields),
      ])
      .sort(byName),
  )
}

async function foldedRows(site: Pick<SyncSite, 'query'>, table: string) {
  const changes = await site.query(`
select op, key ->> 'airtable_id' as id, after::text as after
from drydock.row_changes c join drydock.runs r using (run_id)
where c.table_name = '${table}' and c.outcome = 'applied' and r.shape::jsonb ? 'sync'
order by r.started_at, r.run_id, c.ordinal`)
  const rows = new Map<string, Fields>()
  for (const { op, id, after } of changes) {
    const known = op === 'insert' ? {} : (rows.get(id ?? '') ?? {})
    if (op === 'delete') rows.delete(id ?? '')
    else rows.set(id ?? '', sorted({ ...known, ...(JSON.parse(after ?? '{}') as Fields) }))
  }
  return new Map([...rows].sort(byName))
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) =>
  a < b ? -1 : a > b ? 1 : 0

function sorted(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).sort(byName))
}
