/** Records that a run could not use: kept whole, so that they can be mended and played again. */
import { textOf, textOrNull, type Session } from '../database/session'
import { integerLiteral, list, sql } from '../database/sql'
import type { Row } from '../util/value'
import { ledgerSql } from './ledgerSql'

export interface Quarantined {
  readonly stage: 'ingest' | 'enrich' | 'transform'
  readonly source: string | null
  /** Where it was in its source. */
  readonly locator: string
  readonly externalId: string | null
  /** Stable. */
  readonly code: string
  readonly message: string
  /** The record as it was, where it was one. */
  readonly raw: string | null
}

export interface KeptRecord extends Quarantined {
  readonly line: string
  /** The run in which it was used after all. */
  readonly resolvedBy: string | null
}

/** Rows of one statement. */
const AT_ONCE = 500

/** Part of the transaction that counts them. */
export async function quarantineRecords(
  session: Session,
  runId: string,
  records: readonly Quarantined[],
): Promise<void> {
  const { quarantine } = ledgerSql(session)
  for (let start = 0; start < records.length; start += AT_ONCE) {
    const rows = records
      .slice(start, start + AT_ONCE)
      .map(
        ({ stage, source, locator, externalId, code, message, raw }) =>
          sql`(${runId}, ${stage}, ${source}, ${locator}, ${externalId}, ${code}, ${message}, ${storable(raw)})`,
      )
    await session.execute(sql`
insert into ${quarantine} (run_id, stage, source, locator, external_id, code, message, raw)
values ${list(rows)}`)
  }
}

/** No database's text holds the character NUL; what had it is shown as Unicode's picture of it. */
function storable(raw: string | null): string | null {
  return raw?.replaceAll('\0', '\u2400') ?? null
}

/** Records of a run that no later one has used, in order, after a line. */
export async function readQuarantine(
  session: Session,
  runId: string,
  { after = '0', limit = 1000 }: { readonly after?: string; readonly limit?: number } = {},
): Promise<readonly KeptRecord[]> {
  const { quarantine, text, integer } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select ${text(sql`line`)} as line, stage, source, locator, external_id, code, message, raw, resolved_by
from ${quarantine} q
where run_id = ${runId} and q.line > ${integer(after)} and resolved_by is null
order by q.line
limit ${integerLiteral(limit)}`)
  return rows.map(keptRecord)
}

function keptRecord(row: Row): KeptRecord {
  return {
    line: textOf(row, 'line'),
    stage: textOf(row, 'stage') as KeptRecord['stage'],
    source: textOrNull(row, 'source'),
    locator: textOf(row, 'locator'),
    externalId: textOrNull(row, 'external_id'),
    code: textOf(row, 'code'),
    message: textOf(row, 'message'),
    raw: textOrNull(row, 'raw'),
    resolvedBy: textOrNull(row, 'resolved_by'),
  }
}

/** Part of the transaction in which the records of these lines are used. */
export async function resolveQuarantined(
  session: Session,
  runId: string,
  lines: readonly string[],
  resolvedBy: string,
): Promise<void> {
  if (lines.length === 0) return
  const { quarantine, integer } = ledgerSql(session)
  await session.execute(sql`
update ${quarantine} set resolved_by = ${resolvedBy}
where run_id = ${runId} and line in (${list(lines.map((line) => integer(line)))})`)
}

/** Keeps what an earlier run could not use as what this one could not use either. Part of the transaction that counts them. */
export async function quarantineAgain(
  session: Session,
  runId: string,
  earlier: string,
): Promise<void> {
  const { quarantine } = ledgerSql(session)
  const kept = sql`stage, source, locator, external_id, code, message, raw`
  await session.execute(sql`
insert into ${quarantine} (run_id, ${kept})
select ${runId}, ${kept} from ${quarantine} where run_id = ${earlier}
order by line`)
}
