/** Ingests the sources of a pipeline into bronze. */
import { userInfo } from 'node:os'
import { RunStoppedError } from '../apply/carryOutRun'
import type { Pipeline, Source } from '../medallion/definition/pipeline'
import { ingestSource, type IngestedSource } from '../medallion/ingest/ingestSource'
import { ensureTables, missingTables } from '../medallion/store/tables'
import { ensureLedger } from '../ledger/ledgerSchema'
import { SOURCE_KINDS } from '../source/records/kinds'
import type { SourceKind } from '../source/records/source'
import { UsageError, type DatabaseOperationError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { requireConfirmation, requireLedgerInTarget } from './confirmation'
import { nameOfEnvironment } from './current'
import { readPipeline } from './definitions'
import { openEnvironment, withReadEnd } from './openEnd'
import { strictestProtection } from './protection'
import type { ApplyRequirement } from './results'
import { sourceContext } from './sourceContext'

export interface PipelineOptions extends WorkOptions {
  /** Names of guarded environments as their user typed them. */
  readonly confirm?: string | readonly string[] | undefined
  /** Only these sources. */
  readonly sources?: readonly string[] | undefined
  /** Reads no more records of each source than these. */
  readonly limit?: number | undefined
  /** Marks records as vanished however many they are. */
  readonly acceptVanished?: boolean | undefined
}

export interface IngestResult {
  readonly sources: readonly IngestedSource[]
  /** Sources whose run stopped, with the reason. The others were read nevertheless. */
  readonly failed: readonly { readonly source: string; readonly error: DatabaseOperationError }[]
}

export interface PipelineRequirement extends ApplyRequirement {
  /** Tables that a run makes first, as `schema.name`. */
  readonly creates: readonly string[]
  /** Host, port and database or folder. */
  readonly address: string
}

/** A pipeline whose target has a name. */
export async function readNamedPipeline(
  workspace: Workspace,
  path: string,
  options: WorkOptions,
): Promise<Pipeline> {
  const pipeline = await readPipeline(workspace, path)
  const environment = await nameOfEnvironment(
    workspace,
    pipeline.target.environment,
    'write',
    options,
  )
  return Object.freeze({ ...pipeline, target: { ...pipeline.target, environment } })
}

/** What has to be asked before a pipeline may run. Writes nothing. */
export async function pipelineRequirement(
  workspace: Workspace,
  path: string,
  options: WorkOptions = {},
): Promise<PipelineRequirement> {
  return requirementOf(workspace, await readNamedPipeline(workspace, path, options), options)
}

async function requirementOf(
  workspace: Workspace,
  { target }: Pipeline,
  options: WorkOptions,
): Promise<PipelineRequirement> {
  const database = await openEnvironment(workspace, target.environment, 'read', {
    ...options,
    database: target.database,
  })
  const { identity, creates } = await withReadEnd(database, async (end) => ({
    identity: end.identity,
    creates: await missingTables(end.session),
  }))
  const requirement = await strictestProtection(workspace, target.environment, identity)
  return { ...requirement, creates, address: database.address }
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
  requireLedgerInTarget(workspace)
  requireConfirmation(await requirementOf(workspace, pipeline, options), options.confirm)
  const { environment, database: name } = pipeline.target
  const at = { database: name }
  const database = await openEnvironment(workspace, environment, 'write', { ...options, ...at })
  const closing = await openEnvironment(workspace, environment, 'write', at)
  const limit = options.limit ?? limitOf(workspace)
  const context = sourceContext(workspace, pipeline, options)
  return database.withSession(async (session) => {
    await ensureLedger(session)
    const bronze = await ensureTables(session)
    const sources: IngestedSource[] = []
    const failed: IngestResult['failed'][number][] = []
    for (const source of wanted) {
      const target = { database, closing, session, environment, bronze }
      const open = (own: object) =>
        kindOf(source).open(source.options as never, { ...context, ...own } as never)
      try {
        const operator = userInfo().username
        sources.push(
          await ingestSource(pipeline, source, target, open, { ...options, limit, operator }),
        )
      } catch (error) {
        if (!(error instanceof RunStoppedError)) throw error
        failed.push({ source: source.name, error })
      }
    }
    return { sources, failed }
  })
}

/** As users' scripts have it: none, or 0, is all. */
function limitOf(workspace: Workspace): number | undefined {
  const text = workspace.variable('MAX_RECORDS')
  if (text === undefined || /^0+$/.test(text)) return undefined
  if (/^\d{1,12}$/.test(text)) return parseInt(text, 10)
  throw new UsageError(`MAX_RECORDS is "${text}"`, { mend: 'set it to a number of records, or 0' })
}

function chosenSources(
  { sources }: Pipeline,
  names: readonly string[] | undefined,
): readonly Source[] {
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
