/** The planner of ingestions: which records of a source would come into bronze, and which would be marked as gone. */
import { randomUUID } from 'node:crypto'
import type { Database } from '../../../database/database'
import type { DatabaseIdentity } from '../../../database/identity'
import { displayTable, type Table } from '../../../database/table'
import { LineFile, linesOf } from '../../../source/lineFile'
import type {
  Finding,
  PipelineFacts,
  PlanConclusion,
  PlanHeader,
  PlanItem,
} from '../../../plan/plan'
import type { Quarantined } from '../../../ledger/quarantine'
import { sideEffects } from '../../../plan/sideEffects'
import { bronzeTable, findBronze } from '../../store/tables'
import { noCounts, processed, type IngestCounts } from '../ingestCounts'
import { doubtOfVanished } from '../judgeVanished'
import { conflictingRecord } from '../prepareBatch'
import { ChangeItems } from './changeItems'
import { compareVersions } from './compareVersions'
import {
  addKnownVersions,
  ingestionNumbers,
  isFirstReading,
  readKnownStream,
  type KnownSource,
  type KnownStream,
} from './knownVersions'
import type { SourceReading } from './readSource'
import type { VersionLines } from './versionLines'

export interface IngestionTarget {
  readonly database: Database<'read'>
  readonly identity: DatabaseIdentity
}

/** What was read of the source, before the target is looked at. `folder` takes files, which are its owner's to delete. */
export interface ReadRecords {
  readonly reading: SourceReading
  readonly lines: VersionLines
  readonly folder: string
  /** What the source said of itself: retries, what it left out. */
  readonly warnings: readonly string[]
}

export interface PlanIngestionOptions {
  /** Marks records as vanished however many they are. */
  readonly acceptVanished?: boolean | undefined
  /** The run whose kept records were read instead of the source. */
  readonly replays?: string | undefined
}

export interface PlannedIngestion {
  readonly header: PlanHeader
  readonly stream: AsyncGenerator<PlanItem, PlanConclusion>
}

/** Never writes. The session must stay in its transaction until the stream has ended. */
export async function planIngestion(
  known: KnownSource,
  target: IngestionTarget,
  records: ReadRecords,
  options: PlanIngestionOptions,
): Promise<PlannedIngestion> {
  const { session, pipeline } = known
  const stream = await readKnownStream(known)
  const bronze = await findBronze(session, pipeline.target.layers)
  return {
    header: headerOf(known, target, records, bronze, options),
    stream: changes({ known, stream, records, bronze, options }),
  }
}

function headerOf(
  { pipeline, source, hasher }: KnownSource,
  { database, identity }: IngestionTarget,
  { reading }: ReadRecords,
  bronze: Table | undefined,
  { replays }: PlanIngestionOptions,
): PlanHeader {
  const { entity, definition, target } = pipeline
  const { path, hash } = definition
  const facts: PipelineFacts = {
    ...{ layers: target.layers, entity, sourceSystem: source.name, streamName: source.name },
    ingestionRunId: randomUUID(),
    fingerprint: hasher.fingerprint,
    state: { source: reading.facts },
    ingestion: {
      significance: source.significance,
      complete: reading.complete,
      ...(replays !== undefined && { replays }),
    },
  }
  return {
    kind: 'ingest',
    title: `${entity}: ${source.name} → bronze`,
    definition: { path, hash },
    target: {
      environment: target.environment,
      ...(target.database !== undefined && { database: target.database }),
      ...{ address: database.address, identity },
      tables: bronze === undefined ? [] : [bronze],
    },
    key: ['external_id'],
    fields: ['raw_data'],
    pipeline: facts,
  }
}

interface Planning {
  readonly known: KnownSource
  readonly stream: KnownStream
  readonly records: ReadRecords
  readonly bronze: Table | undefined
  readonly options: PlanIngestionOptions
}

async function* changes(planning: Planning): AsyncGenerator<PlanItem, PlanConclusion> {
  const { known, stream, records, bronze } = planning
  const { reading, lines, folder } = records
  const { session, pipeline, source } = known
  const counts = noCounts()
  counts.repeated = reading.repeated
  counts.quarantined = reading.quarantined
  for await (const kept of reading.kept()) yield findingOf(kept)
  await addKnownVersions(known, stream, lines)
  const items = new ChangeItems(session, pipeline, {
    source: source.name,
    table: displayTable(bronzeTable(pipeline.target.layers)),
    ingestions: ingestionNumbers(stream),
  })
  const gone = new LineFile(folder)
  let vanished = 0
  for await (const one of compareVersions(lines.sorted())) {
    if (one.is === 'new' || one.is === 'changed') {
      counts[one.is === 'new' ? 'created' : 'changed']++
      if (items.add(one)) yield* await items.take()
    } else if (one.is === 'conflicting') {
      counts.quarantined++
      yield findingOf(conflictingRecord(source.name, one.record, one.earlier))
    } else if (one.is === 'vanished') {
      vanished++
      await gone.add(JSON.stringify([one.id, one.known.hash]))
    } else counts[one.is]++
  }
  yield* await items.take()
  const doubt = doubtAbout(planning, vanished, counts)
  if (vanished > 0 && doubt === undefined) {
    counts.vanished = vanished
    for await (const line of linesOf(gone)) yield { kind: 'finding', finding: goneFinding(line) }
  }
  return conclusionOf(counts, planning, [
    ...(doubt === undefined || doubt === '' ? [] : [{ code: 'vanished-left', message: doubt }]),
    ...records.warnings.map((message) => ({ code: 'source-warning', message })),
    ...(bronze === undefined ? [] : sideEffects(bronze, [])),
  ])
}

/** Why the records that were not read are not marked as gone: in words where it is for people. Undefined where they are. */
function doubtAbout(
  { known: { pipeline, source }, stream, records: { reading }, options }: Planning,
  vanished: number,
  { unchanged, changed }: IngestCounts,
): string | undefined {
  if (!reading.complete || source.vanished === 'keep' || isFirstReading(stream)) return ''
  // Those that are there: seen and known, or not seen.
  const present = unchanged + changed + vanished
  const { unreadable } = reading
  return doubtOfVanished({ vanished, present, unreadable }, { pipeline, options })
}

function conclusionOf(
  counts: IngestCounts,
  { stream: { missing } }: Planning,
  hazards: PlanConclusion['hazards'],
): PlanConclusion {
  const { created, changed, unchanged, repeated, quarantined, vanished } = counts
  return {
    summary: {
      ...{ processed: processed(counts), inserted: created + changed },
      ...{ created, changed, unchanged, repeated, quarantined, vanished },
    },
    hazards: [
      ...(missing.length === 0
        ? []
        : [{ code: 'makes-tables', message: `applying it makes ${missing.join(' and ')} first` }]),
      ...hazards,
    ],
  }
}

function findingOf({ externalId, locator, code, message, raw }: Quarantined): PlanItem {
  const key = externalId === null ? { locator } : { external_id: externalId }
  const record = { locator, code, raw }
  return {
    kind: 'finding',
    finding: { kind: 'invalid', side: 'source', key, rows: 1, message, record },
  }
}

function goneFinding(line: string): Finding {
  const [id, hash] = JSON.parse(line) as readonly [string, string]
  const key = { external_id: id }
  return { kind: 'notInSource', side: 'target', key, rows: 1, version: { known: hash, hash: null } }
}
