/** Merges the records of a pipeline's sources into its silver table: a run of its own. */
import type { Session } from '../../database/session'
import { displayTable, type Table } from '../../database/table'
import { completeIngestion } from '../../ledger/ingestions'
import type { RecordCounts, Run } from '../../ledger/run'
import { writeRunLog } from '../../ledger/runLog'
import type { Hazard } from '../../plan/plan'
import { acrossServers } from '../../plan/sideEffects'
import type { Pipeline, Silver } from '../definition/pipeline'
import { marked } from '../report/marks'
import { recordsOfTransform } from '../report/recordCounts'
import {
  medallionRun,
  type MedallionTarget,
  type OpenRun,
  type RunOptions,
  type RunSpec,
} from '../run/medallionRun'
import { keyColumn, writtenColumns } from './changesQuery'
import { mergeOf, readScope, silverFingerprint, silverStream, type ScopeOptions } from './dirty'
import { silverLanguage } from './language'
import { silverName } from './silverTable'
import type { TransformCounts } from './transformCounts'
import { confirmStopped } from './writeAhead'
import { writeSilver } from './writeSilver'

export interface TransformTarget extends MedallionTarget {
  readonly table: Table
}

export interface TransformOptions extends RunOptions, ScopeOptions {
  /** Lets entities go however many they are. */
  readonly acceptVanished?: boolean | undefined
}

export interface Transformed {
  readonly run: Run
  /** The silver table, as `schema.name`. */
  readonly table: string
  readonly counts: TransformCounts
  readonly records: RecordCounts
  /** Why all entities were looked at, where they were. */
  readonly full: string | undefined
  readonly hazards: readonly Hazard[]
  readonly milliseconds: number
}

const NOTHING: TransformCounts = {
  ...{ created: 0, updated: 0, deleted: 0, rejected: 0, entities: 0, flagged: 0 },
  averageScore: null,
}

/** Throws what `medallionRun` throws; where a gate is crossed, the cause is a `RefusedError`. */
export async function transform(
  pipeline: Pipeline,
  silver: Silver,
  target: TransformTarget,
  options: TransformOptions,
): Promise<Transformed> {
  const started = performance.now()
  let counts = NOTHING
  let full: string | undefined
  const run = await medallionRun(
    pipeline,
    transformSpec(pipeline, silver, target),
    target,
    options,
    async (opened) => {
      ;({ counts, full } = await carryOut(pipeline, silver, target, options, opened))
    },
    () => recordsOfTransform(counts),
  )
  const table = displayTable(silverName(silver))
  const records = recordsOfTransform(counts)
  const hazards = acrossServers(target.table)
  return { run, table, counts, records, full, hazards, milliseconds: performance.now() - started }
}

function transformSpec(
  pipeline: Pipeline,
  silver: Silver,
  { session, table }: TransformTarget,
): RunSpec {
  const written = writtenColumns(silver, table, silverLanguage(session))
  const name = displayTable(silverName(silver))
  return {
    kind: 'transform',
    sourceSystem: 'silver_transformation',
    streamName: silverStream(silver),
    title: `${pipeline.entity}: bronze → ${name}`,
    doing: `transforming "${pipeline.entity}" into "${name}"`,
    fingerprint: silverFingerprint(pipeline, silver),
    shape: {
      key: [silver.key.column],
      fields: written.map(({ column }) => column.name),
      tables: [table],
    },
    prepare: (stream) => confirmStopped(session, stream, table, keyColumn(silver, table)),
  }
}

async function carryOut(
  pipeline: Pipeline,
  silver: Silver,
  { session, table }: TransformTarget,
  options: TransformOptions,
  { runId, seq }: OpenRun,
): Promise<{ readonly counts: TransformCounts; readonly full: string | undefined }> {
  const scope = await readScope(session, pipeline, silver, options)
  const { full, dirty, seen } = scope
  const what =
    full === undefined
      ? `entities with records of ${dirty.length} new ingestions`
      : `all entities: ${full}`
  await writeRunLog(session, runId, 'info', marked('start', `merging ${what}`))
  for (const { message } of acrossServers(table))
    await writeRunLog(session, runId, 'warning', marked('warning', message))
  options.onProgress?.({ message: `merging ${what}` })
  const counts =
    full === undefined && dirty.length === 0
      ? NOTHING
      : await writeSilver(session, mergeOf(session, pipeline, silver, table, scope), {
          runId,
          acceptVanished: options.acceptVanished === true,
        })
  await completeIngestion(session, seq, { seen })
  await logSummary(session, runId, counts)
  return { counts, full }
}

async function logSummary(session: Session, runId: string, counts: TransformCounts): Promise<void> {
  const { created, updated, deleted, rejected, averageScore, flagged } = counts
  const score = averageScore === null ? '' : `, average score ${averageScore.toFixed(3)}`
  await writeRunLog(
    session,
    runId,
    rejected > 0 ? 'warning' : 'info',
    marked(
      'summary',
      `${created} new, ${updated} updated, ${deleted} gone, ${rejected} rejected; ${flagged} with a flag${score}`,
    ),
  )
}
