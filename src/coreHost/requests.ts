/** What the core process does for each request: opens the workspace anew and calls the core. */
import type { CancellationToken, MessageConnection, ResponseError } from 'vscode-jsonrpc'
import { ProgressType } from 'vscode-jsonrpc'
import {
  applyPlanFile,
  applyRequirement,
  checkDefinitions,
  decideConflicts,
  DefinitionError,
  describeTable,
  findMappings,
  findAirtableSyncs,
  findPipelines,
  findRun,
  forgetRegistry,
  listRuns,
  listSchedules,
  openWorkspace,
  planDefinition,
  planRowEdit,
  planUndo,
  readOutcomes,
  readRunLog,
  readTableRow,
} from '../core/index'
import type { Problem, Progress, WorkOptions, Workspace } from '../core/index'
import { environmentHandlers } from './environmentRequests'
import { pipelineHandlers } from './pipelineRequests'
import { PlanFiles } from './planFiles'
import { syncHandlers } from './syncHandlers'
import { qualityHandlers } from './qualityRequests'
import type {
  CoreCall,
  CoreMethod,
  CoreParams,
  CoreResult,
  ErrorData,
  InFolder,
  SecretRequest,
} from './protocol'

export type SecretAsker = (request: SecretRequest) => Promise<string | undefined>

export type Handlers = {
  readonly [M in CoreMethod]: (
    params: CoreParams<M>,
    options: WorkOptions,
  ) => Promise<CoreResult<M>> | CoreResult<M>
}

/** One handler for each request. */
export function createHandlers(askSecret: SecretAsker): Handlers {
  const open = createOpener(askSecret)
  const plans = new PlanFiles()
  return {
    ping: () => process.pid,
    ...definitionHandlers(open),
    ...planHandlers(plans),
    ...runHandlers(open),
    ...pipelineHandlers(open),
    ...environmentHandlers(open),
    ...qualityHandlers(open),
    ...rowHandlers(open),
    ...syncHandlers(open),
  }
}

export type Opener = (place: InFolder) => Promise<Workspace>

/** Opens workspaces, and forgets what the registry said once another environment is the current one. */
function createOpener(askSecret: SecretAsker): Opener {
  const last = new Map<string, string>()
  return ({ folder, current = {} }) => {
    const context = JSON.stringify(current)
    if ((last.get(folder) ?? context) !== context) forgetRegistry()
    last.set(folder, context)
    return openWorkspace(folder, {
      variables: process.env,
      secret: (name) => askSecret({ folder, name }),
      ...current,
    })
  }
}

function definitionHandlers(
  open: Opener,
): Pick<
  Handlers,
  | 'findMappings'
  | 'findPipelines'
  | 'findAirtableSyncs'
  | 'checkDefinitions'
  | 'listSchedules'
  | 'planDefinition'
  | 'planUndo'
  | 'decideConflicts'
  | 'applyRequirement'
  | 'applyPlanFile'
> {
  return {
    findMappings: async (params) => findMappings(await open(params)),
    findPipelines: async (params) => findPipelines(await open(params)),
    findAirtableSyncs: async (params) => findAirtableSyncs(await open(params)),
    checkDefinitions: async (params) => checkAll(open, params),
    listSchedules: async ({ count, ...place }) => listSchedules(await open(place), { count }),
    planDefinition: async ({ path, out, ...place }, options) =>
      planDefinition(await open(place), path, { ...options, out }),
    planUndo: async ({ runId, environment, out, ...place }, options) =>
      planUndo(await open(place), runId, { ...options, environment, out }),
    decideConflicts: async ({ path, decisions, ...place }, options) =>
      decideConflicts(await open(place), path, decisions, options),
    applyRequirement: async ({ path, ...place }, options) =>
      applyRequirement(await open(place), path, options),
    applyPlanFile: async ({ path, confirm, ...place }, options) =>
      applyPlanFile(await open(place), path, { ...options, confirm }),
  }
}

/** The problems of the workspace's own file are problems like others to an editor. */
async function checkAll(
  open: Opener,
  { paths, ...place }: CoreParams<'checkDefinitions'>,
): Promise<readonly Problem[]> {
  try {
    return await checkDefinitions(await open(place), paths)
  } catch (error) {
    if (error instanceof DefinitionError) return error.problems
    throw error
  }
}

function planHandlers(
  plans: PlanFiles,
): Pick<Handlers, 'openPlan' | 'readChanges' | 'readFindings' | 'closePlan'> {
  return {
    openPlan: async ({ path }) => (await plans.get(path)).plan,
    readChanges: async ({ path, offset, limit, filter }) =>
      (await plans.get(path)).readChanges(offset, atMost500(limit), filter),
    readFindings: async ({ path, offset, limit, kinds }) =>
      (await plans.get(path)).readFindings(offset, atMost500(limit), kinds),
    closePlan: async ({ path }) => {
      await plans.close(path)
      return null
    },
  }
}

function runHandlers(
  open: Opener,
): Pick<Handlers, 'findRun' | 'listRuns' | 'readOutcomes' | 'readRunLog'> {
  return {
    findRun: async ({ runId, environment, ...place }, options) =>
      findRun(await open(place), runId, { ...options, environment }),
    listRuns: async ({ environment, limit, ...place }, options) =>
      listRuns(await open(place), { ...options, environment, limit }),
    readOutcomes: async ({ run, offset, limit, outcome, ...place }, options) =>
      readOutcomes(await open(place), run, {
        ...options,
        offset,
        limit: atMost500(limit),
        outcome,
      }),
    readRunLog: async ({ run, words, ...place }, options) =>
      readRunLog(await open(place), run, { ...options, words }),
  }
}

function rowHandlers(open: Opener): Pick<Handlers, 'describeTable' | 'readRow' | 'planRowEdit'> {
  return {
    describeTable: async ({ place, ...folder }, options) =>
      describeTable(await open(folder), place, options),
    readRow: async ({ place, key, ...folder }, options) =>
      readTableRow(await open(folder), place, key, options),
    planRowEdit: async ({ place, edit, ...folder }, options) =>
      planRowEdit(await open(folder), place, edit, options),
  }
}

/** A window larger than a screen needs would only block the channel. */
function atMost500(limit: number): number {
  return Math.min(limit, 500)
}

const progressType = new ProgressType<Progress>()

/** Puts the handlers behind a connection: cancellation becomes an AbortSignal, progress goes back by its token. */
export function registerHandlers(
  connection: MessageConnection,
  handlers: Handlers,
  toResponseError: (error: unknown) => ResponseError<ErrorData>,
): void {
  for (const method of Object.keys(handlers) as CoreMethod[]) {
    const handle = handlers[method] as (params: unknown, options: WorkOptions) => unknown
    connection.onRequest(method, async (call: CoreCall<unknown>, token: CancellationToken) => {
      try {
        return await handle(call.params, workOptions(connection, call, token))
      } catch (error) {
        return toResponseError(error)
      }
    })
  }
}

function workOptions(
  connection: MessageConnection,
  { progressToken }: CoreCall<unknown>,
  token: CancellationToken,
): WorkOptions {
  const abort = new AbortController()
  // A token that was cancelled before it came here never says so again.
  if (token.isCancellationRequested) abort.abort()
  token.onCancellationRequested(() => abort.abort())
  if (progressToken === undefined) return { signal: abort.signal }
  return {
    signal: abort.signal,
    onProgress: (progress) => void connection.sendProgress(progressType, progressToken, progress),
  }
}
