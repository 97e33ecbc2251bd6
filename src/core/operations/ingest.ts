/** Ingests the sources of a pipeline into bronze. */
import { userInfo } from 'node:os'
import { RunStoppedError } from '../apply/carryOutRun'
import type { Pipeline, Source } from '../medallion/definition/pipeline'
import { ingestSource, type IngestedSource } from '../medallion/ingest/ingestSource'
import type { OpenSource } from '../medallion/ingest/ingestJob'
import { quarantineSource, resolveReplayed } from '../medallion/ingest/replay'
import { ensureTables } from '../medallion/store/tables'
import type { Session } from '../database/session'
import { findRunById } from '../ledger/runs'
import type { Hazard } from '../plan/plan'
import { acrossServers } from '../plan/sideEffects'
import { SOURCE_KINDS } from '../source/records/kinds'
import type { SourceContext, SourceKind } from '../source/records/source'
import { UsageError, type DatabaseOperationError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { Workspace } from '../workspace/workspace'
import { readNamedPipeline, withPipelineTarget, type PipelineOptions } from './pipeline'
import { sourceContext } from './sourceContext'

export interface IngestResult {
  readonly sources: readonly IngestedSource[]
  /** Sources whose run stopped, with the reason. The others were read nevertheless. */
  readonly failed: readonly { readonly source: string; readonly error: DatabaseOperationError }[]
  readonly hazards: readonly Hazard[]
}

/**
 * Reads the sources one after another and puts what is new into bronze, each in a run of its own. A source that fails stops
 * no other. Throws `DefinitionError`, `UsageError`, `RefusedError` with nothing written, and `AbortedError`.
 */
export async function ingestPipeline(
  workspace: Workspace,
  path: string,
  options: PipelineOptions = {},
): Promise<IngestResult> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const wanted = chosenSources(pipeline, options.sources)
  const limit = options.limit ?? limitOf(workspace)
  const context = sourceContext(workspace, pipeline, options)
  return withPipelineTarget(workspace, pipeline, options, async (opened) => {
    const { session } = opened
    const bronze = await ensureTables(session, pipeline.target.layers)
    const sources: IngestedSource[] = []
    const failed: IngestResult['failed'][number][] = []
    await requireRun(session, options.replay)
    for (const source of wanted) {
      const target = { ...opened, bronze }
      const own = {
        ...{ ...options, limit, operator: userInfo().username },
        isPart: options.replay !== undefined,
      }
      try {
        const open = openerOf(session, source, context, options.replay)
        const ingested = await ingestSource(pipeline, source, target, open, own)
        await resolve(session, ingested, options.replay)
        sources.push(ingested)
      } catch (error) {
        if (!(error instanceof RunStoppedError)) throw error
        failed.push({ source: source.name, error })
      }
    }
    return { sources, failed, hazards: acrossServers(bronze) }
  })
}

export async function requireRun(session: Session, runId: string | undefined): Promise<void> {
  if (runId === undefined || (await findRunById(session, runId)) !== undefined) return
  throw new UsageError(`there is no run "${runId}"`, { mend: 'drydock runs lists them' })
}

/** The source itself, or what a run has kept of it. */
export function openerOf(
  session: Session | undefined,
  source: Source,
  context: Omit<SourceContext, 'warn'>,
  replay: string | undefined,
): OpenSource {
  if (replay !== undefined && session !== undefined)
    return () => Promise.resolve(quarantineSource(session, replay, source.name))
  return (own) => kindOf(source).open(source.options as never, { ...context, ...own })
}

async function resolve(
  session: Session,
  { run, source }: IngestedSource,
  replay: string | undefined,
): Promise<void> {
  if (replay === undefined) return
  await resolveReplayed(session, { runId: replay, source, replayed: run.id })
}

/** As users' scripts have it: none, or 0, is all. */
export function limitOf(workspace: Workspace): number | undefined {
  const text = workspace.variable('MAX_RECORDS')
  if (text === undefined || /^0+$/.test(text)) return undefined
  if (/^\d{1,12}$/.test(text)) return parseInt(text, 10)
  throw new UsageError(`MAX_RECORDS is "${text}"`, { mend: 'set it to a number of records, or 0' })
}

export function chosenSources(
  pipeline: Pipeline,
  names: readonly string[] | undefined,
): readonly Source[] {
  const sources = pipeline.sources.filter(({ enrichment }) => enrichment === undefined)
  if (names === undefined || names.length === 0) return sources
  return names.map((name) => {
    const found = sources.find((source) => source.name === name)
    if (found === undefined)
      throw new UsageError(`the pipeline has no source "${name}"`, {
        mend: suggest(
          name,
          sources.map((source) => source.name),
        ),
      })
    return found
  })
}

function kindOf({ type }: Source): SourceKind {
  const kind = (SOURCE_KINDS as readonly unknown[] as readonly SourceKind[]).find(
    (one) => one.type === type,
  )
  if (kind === undefined) throw new Error(`there is no kind of source "${type}"`)
  return kind
}
