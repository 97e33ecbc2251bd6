/** The records that a row was made from, as bronze has them. */
import { textOf, textOrNull } from '../../../database/session'
import { list, sql, tableRef } from '../../../database/sql'
import { ledgerSql } from '../../../ledger/ledgerSql'
import type { Row, Value } from '../../../util/value'
import { silverLanguage } from '../../silver/language'
import { bronzeTable } from '../../store/tables'
import type { Assessed } from '../readQuality'
import type { Contest } from './contest'
import { pinOf, type Pins } from './pins'

export interface PinnedRecord {
  readonly ingestedAt: string
  /** The member's text, as the record has it. */
  readonly raw: Value
  /** The run of Drydock that has written it. */
  readonly runId: string | null
}

/** By source. Those that bronze no longer has are left out. */
export async function readPinnedRecords(
  { session, pipeline }: Assessed,
  pins: Pins,
  { candidates }: Contest,
): Promise<ReadonlyMap<string, PinnedRecord>> {
  const language = silverLanguage(session)
  const bronze = tableRef(bronzeTable(pipeline.target.layers))
  const selects = candidates.flatMap(({ source, member }) => {
    const pin = pinOf(pins, source)
    if (pin === undefined) return []
    const raw =
      member === undefined ? sql`null` : language.member(sql.id('b', 'raw_data'), member.split('.'))
    return [
      sql`
select ${language.text(source)} as source, ${language.sortable(sql`b.ingested_at`)} as ingested_at, ${raw} as raw
from ${bronze} b
where b.entity_type = ${language.text(pipeline.entity)} and b.source_system = ${language.text(source)}
  and b.external_id = ${language.text(pin.id)}
  and ${language.asText(sql`b.ingestion_run_id`)} = ${language.text(pin.run)}`,
    ]
  })
  if (selects.length === 0) return new Map()
  const { rows } = await session.execute(sql`${sql.join(selects, sql` union all `)}`)
  const runs = await readRunIds({ session }, pins)
  return new Map(rows.map((row) => [textOf(row, 'source'), recordOf(row, pins, runs)]))
}

function recordOf(row: Row, pins: Pins, runs: ReadonlyMap<string, Value>): PinnedRecord {
  const pin = pinOf(pins, textOf(row, 'source'))
  return {
    ingestedAt: textOf(row, 'ingested_at'),
    raw: textOrNull(row, 'raw'),
    runId: runs.get(pin?.run ?? '') ?? null,
  }
}

/** By ingestion. */
async function readRunIds(
  { session }: Pick<Assessed, 'session'>,
  pins: Pins,
): Promise<ReadonlyMap<string, Value>> {
  const { ingestions } = ledgerSql(session)
  const ids = list(Object.values(pins).map(({ run }) => sql`${run}`))
  const { rows } = await session.execute(
    sql`select ingestion_run_id, run_id from ${ingestions} where ingestion_run_id in (${ids})`,
  )
  return new Map(rows.map((row) => [textOf(row, 'ingestion_run_id'), textOrNull(row, 'run_id')]))
}
