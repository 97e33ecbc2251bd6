/** Finds out why a value of a silver table is what it is: from the row's provenance and the records that it names. */
import { textOrNull } from '../../../database/session'
import { sql } from '../../../database/sql'
import { displayTable, findColumn } from '../../../database/table'
import { findStream, readIngestions } from '../../../ledger/ingestions'
import { UsageError } from '../../../util/errors'
import { suggest } from '../../../util/nearMiss'
import type { Row } from '../../../util/value'
import { keyColumn } from '../../silver/changesQuery'
import { silverFingerprint, silverStream } from '../../silver/dirty'
import { silverLanguage } from '../../silver/language'
import type { Assessed } from '../readQuality'
import { readProvenance, type RowProvenance } from '../rowProvenance'
import { contestOf, type Contest } from './contest'
import { compareGiven, judge, type Judged, type JudgedCandidate } from './judge'
import { pinnedMerge, pinOf, silverRows } from './pins'
import { readPinnedRecords, type PinnedRecord } from './pinnedRecords'
import { reasonOf } from './reasons'
import { verdictOf, type Evidence } from './verdict'
import type { WhyCandidate, WhyValue } from './why'

export interface Cell {
  /** The row's key, as text. */
  readonly key: string
  /** A column of the definition's `fields`. */
  readonly field: string
}

/** Throws `UsageError` where there is no such field or row. */
export async function readWhy(assessed: Assessed, { key, field }: Cell): Promise<WhyValue> {
  const { session, silver, table } = assessed
  const names = silver.fields.map(({ column }) => column)
  if (!names.includes(field))
    throw new UsageError(`"${field}" is no field of the pipeline`, { mend: suggest(field, names) })
  const row = await readRow(assessed, key, field)
  const value = textOrNull(row, 'value')
  const provenance = readProvenance(textOrNull(row, 'provenance'))
  const pins = provenance?.sources ?? {}
  const merge = pinnedMerge(assessed, pins)
  const contest = contestOf(merge, field)
  const judged = await judge(session, merge, contest, key)
  const given = await compareGiven(session, merge, field, key)
  const records = await readPinnedRecords(assessed, pins, contest)
  const cell = provenance && pinnedCell(provenance, field)
  const evidence: Evidence = {
    ...{ value, cell, given, judged, isMade: provenance !== undefined },
    sameRules: await hasSameRules(assessed),
  }
  return {
    ...{ table: displayTable(table), key, field, value },
    ...verdictOf(evidence),
    given: given?.value ?? null,
    winner: cell?.source ?? null,
    rule: cell?.rule ?? (contest.candidates.length === 1 ? 'only' : contest.rule),
    group: contest.group?.name ?? null,
    candidates: candidatesOf(contest, { judged, records, provenance }),
  }
}

async function readRow(
  { session, silver, table }: Assessed,
  key: string,
  field: string,
): Promise<Row> {
  const language = silverLanguage(session)
  const own = keyColumn(silver, table)
  const text = (name: string) => language.asText(sql.id('s', name), findColumn(table, name))
  const { rows } = await session.execute(sql`
select ${text(field)} as value, ${silver.provenance === undefined ? sql`null` : text(silver.provenance)} as provenance
from ${silverRows({ table })} where ${language.hasKey(sql.id('s', own.name), language.text(key), own)}`)
  if (rows[0] !== undefined) return rows[0]
  throw new UsageError(`"${displayTable(table)}" has no row whose ${own.name} is "${key}"`, {
    mend: 'write the key as the table has it',
  })
}

function pinnedCell({ cells }: RowProvenance, field: string) {
  return Object.hasOwn(cells, field) ? (cells[field] ?? undefined) : undefined
}

async function hasSameRules({ session, pipeline, silver }: Assessed): Promise<boolean> {
  const stream = await findStream(session, pipeline.entity, silverStream(silver))
  const transforms = stream === undefined ? [] : await readIngestions(session, stream)
  const last = transforms.find(({ completed, undone }) => completed && !undone)
  return last?.fingerprint === silverFingerprint(pipeline, silver)
}

function candidatesOf(
  { candidates, rule, field }: Contest,
  known: {
    readonly judged: Judged | undefined
    readonly records: ReadonlyMap<string, PinnedRecord>
    readonly provenance: RowProvenance | undefined
  },
): readonly WhyCandidate[] {
  const pins = known.provenance?.sources ?? {}
  const winner = known.provenance && pinnedCell(known.provenance, field.column)?.source
  const judged = candidates.map(
    ({ source }) =>
      known.judged?.candidates.find((one) => one.source === source) ?? unjudged(source),
  )
  const won = judged.find(({ source }) => source === (winner ?? known.judged?.winner))
  return candidates.map(({ source, member }, place): WhyCandidate => {
    const [pin, record] = [pinOf(pins, source), known.records.get(source)]
    const candidate = judged[place] ?? unjudged(source)
    return {
      source,
      ...reasonOf({
        ...{ candidate, winner: won, rule, candidates: candidates.length, record },
        ...{ isNamed: pin !== undefined, hasField: member !== undefined },
      }),
      ...{ id: pin?.id ?? null, ingestionRunId: pin?.run ?? null },
      ...{ runId: record?.runId ?? null, ingestedAt: record?.ingestedAt ?? null },
      ...{ member: member ?? null, raw: record?.raw ?? null, cleaned: candidate.cleaned },
    }
  })
}

/** The merge has not come to it. */
function unjudged(source: string): JudgedCandidate {
  return { source, cleaned: null, measure: null, same: false, alike: false }
}
