/** What all runs of a pipeline have in common: its definition, and what has to be asked before. */
import { readFullIdentity } from '../apply/checkTarget'
import type { Database } from '../database/database'
import type { Session } from '../database/session'
import { ensureLedger } from '../ledger/ledgerSchema'
import type { Pipeline } from '../medallion/definition/pipeline'
import { missingTables } from '../medallion/store/tables'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { requireConfirmation, requireLedgerInTarget } from './confirmation'
import { nameOfEnvironment } from './current'
import { readPipeline } from './definitions'
import { openEnvironment, withReadEnd } from './openEnd'
import { strictestProtection } from './protection'
import type { ApplyRequirement } from './results'

export interface PipelineOptions extends WorkOptions {
  /** Names of guarded environments as their user typed them. */
  readonly confirm?: string | readonly string[] | undefined
  /** Only these sources. */
  readonly sources?: readonly string[] | undefined
  /** Reads no more records of each source than these. */
  readonly limit?: number | undefined
  /** Reads what this run could not use, instead of the sources. */
  readonly replay?: string | undefined
  /** Reads sources whole, whatever earlier runs have read of them. */
  readonly full?: boolean | undefined
  /** Marks records as vanished however many they are. */
  readonly acceptVanished?: boolean | undefined
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

/** As `pipelineRequirement`, of a pipeline that was read already. */
export async function requirementOf(
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
    creates: await missingTables(end.session, target.layers),
  }))
  const requirement = await strictestProtection(workspace, target.environment, identity)
  return { ...requirement, creates, address: database.address }
}

/** A pipeline's target that may be written to, with its ledger. */
export interface PipelineTarget {
  readonly session: Session
  /** Without the signal: a cancelled run is still closed. */
  readonly closing: Database<'write'>
  readonly environment: string
}

/** Lends the target of a pipeline once nothing refuses it. Throws `RefusedError` with nothing written. */
export async function withPipelineTarget<T>(
  workspace: Workspace,
  pipeline: Pipeline,
  options: Pick<PipelineOptions, 'confirm' | 'signal' | 'onProgress'>,
  work: (target: PipelineTarget) => Promise<T>,
): Promise<T> {
  requireLedgerInTarget(workspace)
  const { environment, database: name } = pipeline.target
  const at = { database: name }
  const database = await openEnvironment(workspace, environment, 'write', { ...options, ...at })
  const closing = await openEnvironment(workspace, environment, 'write', at)
  // Finding out which environments are the same database may take another session.
  const { concurrentSessions } = database.dialect.capabilities
  if (!concurrentSessions)
    requireConfirmation(await requirementOf(workspace, pipeline, options), options.confirm)
  return database.withSession(async (session) => {
    if (concurrentSessions) {
      const identity = await session.transaction('read', () => readFullIdentity(database, session))
      const requirement = await strictestProtection(workspace, environment, identity)
      requireConfirmation(requirement, options.confirm)
    }
    await ensureLedger(session)
    return work({ session, closing, environment })
  })
}
