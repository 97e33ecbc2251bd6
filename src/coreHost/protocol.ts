/**
 * What the extension and its core process say to each other. Types only, so that neither side pays for the
 * other: parameters and results are plain JSON, folders and paths are absolute unless a comment says otherwise.
 */
import type {
  ApplyRequirement,
  ApplyResult,
  ComparedEnvironments,
  ConnectionReport,
  CreateWish,
  CurrentReport,
  DateOrder,
  Decisions,
  EnvironmentListing,
  Finding,
  FoundRow,
  GitHead,
  IngestedSource,
  ListedEnvironment,
  MissingSyncTables,
  NumberedChange,
  Outcome,
  PipelineOutline,
  PipelineRequirement,
  Plan,
  PlanFilter,
  PlanPage,
  Problem,
  ProposedDefinition,
  QualityReport,
  QualityResult,
  RegistryInit,
  ReportDocument,
  Row,
  RowEdit,
  RowOutcome,
  Run,
  RunList,
  RunLogLine,
  SavedPlan,
  ScheduledDefinition,
  Section,
  StaleEnvironments,
  Table,
  TableListing,
  TableName,
  TablePlace,
  Transformed,
  WhyValue,
} from '../core/index'

/** What the editor knows of the current environment. */
export interface CurrentFacts {
  /** The environment that its user chose, over what the git branch stands for. */
  readonly chosen?: string
  /** What is checked out. Without it the core asks git. */
  readonly head?: GitHead
}

/** The folder that holds `drydock.jsonc`. The core reads the file anew for every request. */
export interface InFolder {
  readonly folder: string
  /** The client fills it in. */
  readonly current?: CurrentFacts
}

export interface InEnvironment extends InFolder {
  readonly environment: string
}

/** One of the databases that the environment lists; by default that of its URL. */
interface InDatabase extends InEnvironment {
  readonly database?: string | undefined
}

interface InTable extends InFolder {
  readonly place: TablePlace
}

/** An absolute path of a plan file. */
export interface OfPlan {
  readonly path: string
}

/** A definition's path, relative to the folder. */
interface OfPipeline extends InFolder {
  readonly path: string
}

interface Confirmed {
  /** Names of guarded environments as their user typed them. */
  readonly confirm?: readonly string[]
}

/** What became of each source. Errors travel as what is said of them. */
export interface SourcesReport {
  readonly sources: readonly Pick<IngestedSource, 'source' | 'run' | 'records'>[]
  readonly failed: readonly FailedSource[]
}

export interface FailedSource {
  readonly source: string
  readonly message: string
}

/** All sources, or those that are named. */
interface OfSources extends OfPipeline {
  readonly sources?: readonly string[]
}

interface Window {
  readonly offset: number
  /** At most 500. */
  readonly limit: number
}

/** Every request that the core answers, with what it takes and gives. */
export interface CoreRequests {
  /** Starts the core where it does not run yet; gives the id of its process. */
  ping: Request<Record<string, never>, number>

  /** Paths relative to the folder. */
  findMappings: Request<InFolder, readonly string[]>
  findPipelines: Request<InFolder, readonly string[]>
  findAirtableSyncs: Request<InFolder, readonly string[]>
  /** Also gives the problems of `drydock.jsonc` itself. `paths` are relative to the folder. */
  checkDefinitions: Request<InFolder & { readonly paths?: readonly string[] }, readonly Problem[]>

  /** Definitions that run by themselves, each with its next `count` due times. */
  listSchedules: Request<InFolder & { readonly count: number }, readonly ScheduledDefinition[]>

  /** `path` is the definition's, relative to the folder. */
  planDefinition: Request<InFolder & { readonly path: string; readonly out?: string }, SavedPlan>
  planUndo: Request<
    InFolder & { readonly runId: string; readonly environment?: string; readonly out?: string },
    SavedPlan
  >

  /** Makes the plan that another one becomes by these decisions. */
  decideConflicts: Request<InFolder & OfPlan & { readonly decisions: Decisions }, SavedPlan>

  applyRequirement: Request<InFolder & OfPlan, ApplyRequirement>
  applyPlanFile: Request<InFolder & OfPlan & { readonly confirm?: readonly string[] }, ApplyResult>

  /** Verifies the file and keeps it open, so that the pages after it come quickly. */
  openPlan: Request<OfPlan, Plan>
  readChanges: Request<OfPlan & Window & { readonly filter?: PlanFilter }, PlanPage<NumberedChange>>
  readFindings: Request<
    OfPlan & Window & { readonly kinds?: readonly Finding['kind'][] },
    PlanPage<Finding>
  >
  closePlan: Request<OfPlan, null>

  findRun: Request<InFolder & { readonly runId: string; readonly environment?: string }, Run>
  listRuns: Request<InFolder & { readonly environment?: string; readonly limit?: number }, RunList>
  readOutcomes: Request<
    InFolder & Window & { readonly run: Run; readonly outcome?: Outcome },
    readonly RowOutcome[]
  >
  /** `words` in place of signs that not everybody sees. */
  readRunLog: Request<
    InFolder & { readonly run: Run; readonly words?: boolean },
    readonly RunLogLine[]
  >

  /** Of the file, or of a text that is not saved yet; null where it has problems. */
  outlinePipeline: Request<OfPipeline & { readonly text?: string }, PipelineOutline | null>
  pipelineRequirement: Request<OfPipeline, PipelineRequirement>
  /** A plan for each source that could be read. */
  planIngest: Request<
    OfSources,
    { readonly plans: readonly SavedPlan[]; readonly failed: readonly FailedSource[] }
  >
  ingestPipeline: Request<OfSources & Confirmed, SourcesReport>
  enrichPipeline: Request<OfPipeline & Confirmed, SourcesReport>
  /** Reads exports and proposes how to sync them; `exports` is relative to the folder. */
  proposeSync: Request<
    InEnvironment & { readonly exports: string; readonly dates?: DateOrder },
    ProposedDefinition
  >
  /** The statements that would make what is missing, and makes it. */
  planSyncTables: Request<OfPipeline, MissingSyncTables>
  ensureSyncTables: Request<OfPipeline & Confirmed, readonly string[]>
  /** The same of a pipeline. */
  planPipelineTables: Request<OfPipeline, readonly string[]>
  ensurePipelineTables: Request<OfPipeline & Confirmed, readonly string[]>
  transformPipeline: Request<OfPipeline & Confirmed, Transformed>
  /** Of the last transform, or of the table as it is `now`; empty where nothing was transformed yet. */
  readQualityResults: Request<OfPipeline & { readonly now?: boolean }, readonly QualityResult[]>

  listEnvironments: Request<InFolder, readonly EnvironmentListing[]>
  /** Asks the registry where the git branch leads to it. */
  describeCurrent: Request<InFolder, CurrentReport>
  /** Asks the registry and the server of each environment; null where `drydock.jsonc` names no registry. */
  readRegistry: Request<InFolder, RegistryReport | null>
  /** Has the registry read anew by the next request that needs it. */
  forgetRegistry: Request<Record<string, never>, null>
  /** What the registry would be made of, and makes it. */
  examineRegistry: Request<InFolder, RegistryInit>
  createRegistry: Request<InFolder, RegistryInit>

  /** Reads the definitions of all objects of two environments, and no rows. */
  compareEnvironments: Request<
    InFolder & { readonly first: string; readonly second: string },
    ComparedEnvironments
  >

  /** The whole name of a new environment from a short one, and what is wrong with it. */
  nameEnvironment: Request<{ readonly short: string }, EnvironmentName>
  planCreateEnvironment: Request<InFolder & { readonly wish: CreateWish }, SavedPlan>
  planDeleteEnvironment: Request<InEnvironment & { readonly purge: boolean }, SavedPlan>
  /** Those that nobody seems to need any more. Looks at the registry, its ledger and git. */
  findStaleEnvironments: Request<InFolder, StaleEnvironments>
  planRestoreEnvironment: Request<InEnvironment, SavedPlan>
  listRestorable: Request<InFolder, readonly RestorableEnvironment[]>

  testConnection: Request<InEnvironment, ConnectionReport>
  listTables: Request<InDatabase, readonly TableListing[]>
  /** The exact number, as text. */
  countRows: Request<InDatabase & { readonly table: TableName }, string>

  /** The quality of a pipeline's silver table, and how it is shown. */
  qualityReport: Request<
    InFolder & { readonly path: string },
    { readonly report: QualityReport; readonly document: ReportDocument }
  >
  whyThisValue: Request<
    InFolder & { readonly path: string; readonly key: string; readonly field: string },
    { readonly why: WhyValue; readonly section: Section }
  >
  /** A report as a text to keep. Reads nothing. */
  renderQuality: Request<
    { readonly report: QualityReport; readonly format: 'html' | 'markdown' },
    string
  >

  /** The structure of a table or view. */
  describeTable: Request<InTable, Table>
  /** The one row that has these values. */
  readRow: Request<InTable & { readonly key: Row }, FoundRow>
  /** Plans to set fields of one row, which changes nothing. */
  planRowEdit: Request<InTable & { readonly edit: RowEdit }, SavedPlan>
}

export interface RegistryReport {
  /** Those that `drydock.jsonc` lists, and those that only the registry knows. */
  readonly environments: readonly RegisteredEnvironment[]
  /** Another repository's branches decide than that of the folder. */
  readonly elsewhere: boolean
}

export interface RegisteredEnvironment extends ListedEnvironment {
  readonly listing: EnvironmentListing
}

export interface RestorableEnvironment {
  readonly environment: string
  /** Base names. */
  readonly databases: readonly string[]
}

export interface EnvironmentName {
  readonly name: string
  /** The end of a sentence that begins with the name. */
  readonly fault?: string
}

interface Request<P, R> {
  readonly params: P
  readonly result: R
}

export type CoreMethod = keyof CoreRequests
export type CoreParams<M extends CoreMethod> = CoreRequests[M]['params']
export type CoreResult<M extends CoreMethod> = CoreRequests[M]['result']

/** What travels for a request: its parameters and where its progress goes. */
export interface CoreCall<P> {
  readonly params: P
  /** Set where the caller listens to progress. */
  readonly progressToken?: number
}

/** What the core asks of the extension: the value of `${secret:NAME}`, null where there is none. */
export const secretMethod = 'secret'

export interface SecretRequest {
  readonly folder: string
  readonly name: string
}

/** What is left of an error on the other side of the pipe. */
export interface ErrorData {
  /** The class of the core that it was: `UsageError`, `DefinitionError`, `RefusedError`, … */
  readonly kind: string
  readonly code: string
  readonly mend?: string
  readonly transient?: boolean
  readonly problems?: readonly Problem[]
}
