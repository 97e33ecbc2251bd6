/** Plans what an ingestion would put into bronze. */
import type { Database } from '../database/database'
import type { Pipeline, Source } from '../medallion/definition/pipeline'
import { planIngestion, type ReadRecords } from '../medallion/ingest/plan/planIngestion'
import { previousReading, readKnownStream } from '../medallion/ingest/plan/knownVersions'
import { readSource } from '../medallion/ingest/plan/readSource'
import { VersionLines } from '../medallion/ingest/plan/versionLines'
import { RecordHasher } from '../medallion/record/recordHash'
import { medallionSql } from '../medallion/store/medallionSql'
import type { Session } from '../database/session'
import { writePlanFile } from '../plan/writePlanFile'
import { inTemporaryFolder } from '../source/temporaryFolder'
import { AbortedError, DatabaseOperationError } from '../util/errors'
import type { Workspace } from '../workspace/workspace'
import { chosenSources, limitOf, openerOf, requireRun } from './ingest'
import { openEnvironment, withReadEnd } from './openEnd'
import { readNamedPipeline, type PipelineOptions } from './pipeline'
import { planLocation } from './planLocation'
import type { PlanOptions, SavedPlan } from './results'
import { sourceContext } from './sourceContext'

export type PlanIngestOptions = Pick<PlanOptions, 'out' | 'signal' | 'onProgress'> &
  Pick<PipelineOptions, 'sources' | 'limit' | 'replay' | 'acceptVanished'>

/** The plan of one source. */
export interface PlannedSource extends SavedPlan {
  readonly source: string
}

export interface PlannedIngest {
  /** One for each source, in the order of the pipeline: each becomes a run of its own. */
  readonly plans: readonly PlannedSource[]
  /** Sources that could not be read to their end, with the reason. The others were read nevertheless. */
  readonly failed: readonly { readonly source: string; readonly error: DatabaseOperationError }[]
}

/**
 * Reads the sources one after another, compares their records with what was ingested before, and writes a plan for each: which
 * records would come into bronze, which have vanished, and which cannot be used. Of several sources, `out` gets each one's name
 * before its ending. Changes nothing. Throws `DefinitionError`, `UsageError`, `DatabaseError` and `AbortedError`.
 */
export async function planIngest(
  workspace: Workspace,
  path: string,
  options: PlanIngestOptions = {},
): Promise<PlannedIngest> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const sources = chosenSources(pipeline, options.sources)
  const limit = options.limit ?? limitOf(workspace)
  const { environment, database: name } = pipeline.target
  const at = { ...options, database: name }
  const database = await openEnvironment(workspace, environment, 'read', at)
  if (options.replay !== undefined)
    await inReading(database, (session) => requireRun(session, options.replay))
  const plans: PlannedSource[] = []
  const failed: PlannedIngest['failed'][number][] = []
  for (const source of sources) {
    const out = sources.length > 1 ? outOf(options.out, source.name) : options.out
    const own = { ...options, limit, out }
    try {
      const saved = await planSource({ workspace, pipeline, database, source }, own)
      plans.push({ ...saved, source: source.name })
    } catch (error) {
      if (!(error instanceof DatabaseOperationError) || error instanceof AbortedError) throw error
      failed.push({ source: source.name, error })
    }
  }
  return { plans, failed }
}

/** `x.plan` becomes `x.hr.plan`. */
function outOf(out: string | undefined, source: string): string | undefined {
  return out?.replace(/(\.[^./\\]+)?$/, (ending) => `.${source}${ending}`)
}

interface SourceToPlan {
  readonly workspace: Workspace
  readonly pipeline: Pipeline
  readonly database: Database<'read'>
  readonly source: Source
}

/** No session waits while the source is read: it may take long. */
function planSource(planned: SourceToPlan, options: PlanIngestOptions): Promise<SavedPlan> {
  const { workspace, pipeline, database, source } = planned
  const { acceptVanished, replay: replays, out, signal } = options
  const hasher = new RecordHasher(source.significance)
  return inTemporaryFolder(async (folder) => {
    const records = await readRecords(planned, hasher, folder, options)
    return withReadEnd(database, async ({ session, identity }) => {
      const known = { session, pipeline, source, hasher }
      const target = { database, identity }
      const { header, stream } = await planIngestion(known, target, records, {
        ...{ acceptVanished, replays },
      })
      return writePlanFile(planLocation(workspace, out), header, stream, signal)
    })
  })
}

async function readRecords(
  { workspace, pipeline, database, source }: SourceToPlan,
  hasher: RecordHasher,
  folder: string,
  options: PlanIngestOptions,
): Promise<ReadRecords> {
  const context = sourceContext(workspace, pipeline, options)
  const warnings: string[] = []
  const { previous, lines } = await inReading(database, async (session) => {
    const stream = await readKnownStream({ session, pipeline, source, hasher })
    return {
      previous: previousReading(stream, hasher),
      lines: new VersionLines(folder, medallionSql(session).comparableId),
    }
  })
  const read = async (session: Session | undefined) => {
    const opened = await openerOf(
      session,
      source,
      context,
      options.replay,
    )({
      ...(previous !== undefined && { previous }),
      warn: (message) => warnings.push(message),
    })
    const isPart = options.replay !== undefined
    return readSource(opened, source, { hasher, lines, folder }, { ...options, isPart })
  }
  const reading = await (options.replay === undefined ? read(undefined) : inReading(database, read))
  return { reading, lines, folder, warnings: warnings.slice(0, MOST_WARNINGS) }
}

/** A source that fails now and then says so each time. */
const MOST_WARNINGS = 5

function inReading<T>(
  database: Database<'read'>,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return database.withSession((session) => session.transaction('read', () => work(session)))
}
