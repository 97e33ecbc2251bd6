/**
 * A plan: what will be done, as data. It is made by a planner, kept in a plan file, read by people and
 * carried out by the one applier. Plans are values and never change.
 */
import type { DatabaseIdentity } from '../database/identity'
import type { Table } from '../database/table'
import type { Row, Value } from '../util/value'

export type { DatabaseIdentity, Row, Value }

export type RowOp = 'insert' | 'update' | 'delete'

/** Steps that change which databases there are. */
export type StatementOp = 'createDatabase' | 'trashDatabase' | 'restoreDatabase' | 'dropDatabase'

export type Op = RowOp | StatementOp

/**
 * One row's change, or a step that is no row's: of that, `table` is the database as its server calls it, `key` is what it is of,
 * and `before` and `after` are facts about it, for people and for the journal. Of an update `before` and `after` hold exactly the columns that differ by value; of an insert
 * `before` is empty and `after` has all that is written; of a delete `after` is empty and `before` is the whole row. An ingestion
 * inserts versions of records: there `before` has the version that was the latest, where there was one.
 */
export interface RowChange {
  readonly op: Op
  /** `schema.name`, one of `plan.target.tables`. */
  readonly table: string
  readonly key: Row
  readonly before: Row
  readonly after: Row
  readonly because?: string
  /** In an undo: the ordinal of the change that this one takes back. */
  readonly undoes?: number
  /** In a mapping with matchers: the name of the one that matched the row. */
  readonly matchedBy?: string
  /** Set where a person has to decide first; `after` then has what the source would give. */
  readonly conflict?: RowConflict
  /** Set where it is no row's. */
  readonly statement?: Statement
  /** In an ingestion. */
  readonly version?: RecordVersion
  /** What people know the row by, where its key says nothing to them. */
  readonly label?: string
  /** Values of `after` that are known once earlier changes of the plan were carried out: until then, they are null. */
  readonly references?: Readonly<Record<string, RowReference>>
}

/** A value of a row that an earlier change makes. */
export interface RowReference {
  /** `schema.name`. */
  readonly table: string
  readonly key: Row
  /** The column whose value it is. */
  readonly column: string
}

/** Hashes of a record, in hexadecimal digits. The plan holds while `known` is what the ledger has of it. */
export interface RecordVersion {
  /** Null where there was no record, or it was gone. */
  readonly known: string | null
  /** Null where it vanishes. */
  readonly hash: string | null
  /** Where it was in its source. */
  readonly locator?: string
}

/** What a step runs, as far as it is the same wherever it runs: what stands around it is the operation's. */
export interface Statement {
  readonly run: readonly string[]
  /** What takes it back; empty where nothing does, which is a hazard. */
  readonly reverse: readonly string[]
}

/** What a change does to its row. Throws where it is a step, which is no row's. */
export function rowOp({ op }: Pick<Change, 'op'>): RowOp {
  if (op === 'insert' || op === 'update' || op === 'delete') return op
  throw new Error(`"${op}" changes no row`)
}

/** What both sides have in a row where no rule says which is right. */
export interface RowConflict {
  readonly fields: Readonly<Record<string, FieldConflict>>
  /** The row's key in the source, where a decision may send the target's values there. */
  readonly sourceKey?: Row
}

export interface FieldConflict {
  /** The source's value as the target would store it. */
  readonly source: Value
  readonly target: Value
  /** What both had when they were last the same, where that is known. */
  readonly base?: Value
  /** What the source's column would get, where a decision may send the target's value there. */
  readonly back?: { readonly field: string; readonly before: Value; readonly after: Value }
}

export type Change = RowChange

/**
 * A row that planning looked at and that yields no change but that its reader wants to know of.
 * - `notFound`: the source's row has no partner in the target
 * - `notInSource`: the target's row has no partner in the source
 * - `duplicateKey`: the key occurs more than once on `side`; none of its rows is changed
 * - `nullKey`: a part of the key is null on `side`; null matches nothing
 * - `invalid`: a value could not be carried over; `message` says which and why
 * - `undecided`: values differ and no side is newer; `message` says why
 * - `ambiguous`: the rows that a matcher leaves because several have the same values; see `ambiguity`
 * - `lostLink`: in a sync, a link of a record that leads nowhere; the record is imported without it
 * - `kept`: in a sync, a value that was changed in the database and stays
 * - `renamed`: in a sync, a record that looks like a row whose record is gone; it is not imported
 * - `edited`: in an undo, a row that the run has inserted and that is another by now, or gone; it stays as it is
 */
export interface Finding {
  readonly kind:
    | 'notFound'
    | 'notInSource'
    | 'duplicateKey'
    | 'nullKey'
    | 'invalid'
    | 'undecided'
    | 'ambiguous'
    | 'lostLink'
    | 'kept'
    | 'renamed'
    | 'edited'
  readonly side: 'source' | 'target'
  readonly key: Row
  /** How many rows it stands for. */
  readonly rows: number
  readonly field?: string
  readonly message?: string
  readonly ambiguity?: Ambiguity
  /** In an ingestion, of a record that cannot be used: what is kept of it. */
  readonly record?: { readonly locator: string; readonly code: string; readonly raw: string | null }
  /** In an ingestion, of a record that is marked as gone. */
  readonly version?: RecordVersion
}

/** The rows that share what a matcher compares, those without that another matcher has matched. */
export interface Ambiguity {
  readonly matcher: string
  /** What they share, as the matcher compares it. */
  readonly values: readonly string[]
  readonly source: AmbiguousRows
  readonly target: AmbiguousRows
}

export interface AmbiguousRows {
  readonly rows: number
  /** The first of them, each by the key of its own side. */
  readonly keys: readonly Row[]
}

/** A reason to think twice. `code` is stable; `message` is for people. */
export interface Hazard {
  readonly code: string
  readonly message: string
}

/** One end of a plan: where it reads or writes, pinned. */
export interface PlanEnd {
  readonly environment: string
  /** The database, where the definition names one besides the environment. */
  readonly database?: string
  /** Host, port and database or folder; never credentials. */
  readonly address: string
  readonly identity: DatabaseIdentity
  /** The structure that planning saw; the applier refuses when it is another. */
  readonly tables: readonly Table[]
}

/**
 * How two tables are compared.
 * - `merge`: all values of both, in the order of the key that the servers give them
 * - `partition`: all values of both, sorted on this machine
 * - `hash`: the servers' hashes of all rows, and the values of those that differ
 * - `probe`: the servers' hashes of groups of rows, and more of those that differ
 */
export type StrategyName = 'merge' | 'partition' | 'hash' | 'probe'

/** How the planner compared the two sides, why so, and what each way was thought to cost. */
export interface StrategyChoice {
  readonly name: StrategyName
  readonly why: string
  readonly costs: readonly StrategyCost[]
}

/** How the values of a field get from one type to the other, in words. */
export interface FieldTypes {
  /** The column's name in the target. */
  readonly field: string
  readonly source: string
  readonly target: string
  /**
   * - `equal`: every value arrives as it left
   * - `converted`: every value arrives, as the other type has it
   * - `lossy`: some values are kept with less
   * - `refused`: some or all values cannot be carried
   */
  readonly kind: 'equal' | 'converted' | 'lossy' | 'refused'
  readonly note?: string
}

/** An estimate: bytes between the servers and here, and seconds; or why the strategy cannot be used. */
export type StrategyCost = { readonly name: StrategyName } & (
  { readonly bytes: number; readonly seconds: number } | { readonly notEligible: string }
)

/** Numbers about the plan, by the names that its kind documents. Mapping: see `MappingSummary`. */
export type PlanSummary = Readonly<Record<string, number | Readonly<Record<string, number>>>>

/** `edit`: one row, as somebody typed it. The last three change which databases an environment has. */
export type PlanKind =
  | 'mapping'
  | 'edit'
  | 'undo'
  | 'createEnvironment'
  | 'deleteEnvironment'
  | 'restoreEnvironment'
  | 'ingest'
  | 'enrich'
  | 'transform'
  | 'airtable'

export interface Plan {
  /** Content address: changes when anything in the plan changes. */
  readonly id: string
  readonly kind: PlanKind
  readonly createdAt: string
  /** One line for lists: `jobs: production → sandbox`. */
  readonly title: string
  /** The file that it came from, relative to the workspace folder, and the SHA-256 of its text. */
  readonly definition?: { readonly path: string; readonly hash: string }
  /** In an undo: the run that it takes back. */
  readonly undoes?: string
  readonly source?: PlanEnd
  readonly target: PlanEnd
  /** The key's columns in the target, and the columns that may change, in the definition's order. */
  readonly key: readonly string[]
  readonly fields: readonly string[]
  /** In a mapping. */
  readonly strategy?: StrategyChoice
  /** A row for each field, in the definition's order. */
  readonly types?: readonly FieldTypes[]
  readonly summary: PlanSummary
  readonly hazards: readonly Hazard[]
  readonly changes: number
  /** How many of the changes somebody has to decide before the plan can be applied. */
  readonly undecided: number
  readonly findings: number
  /** In a mapping of both directions: the plan of the other direction, which is applied with this one. */
  readonly companion?: Companion
  /** Its changes are steps, and its ledger is beside the registry: `target` is pinned by that. */
  readonly steps?: true
  /** It is the other direction of a plan, which names it as its companion. */
  readonly goesBack?: true
  /** The plan that this one came from by somebody's decisions. */
  readonly decides?: string
  /** In a plan of a pipeline: what has to be kept once it is applied. */
  readonly pipeline?: PipelineFacts
  /** In a mapping of both directions: the common state that is recorded once the plan is applied. */
  readonly commonState?: CommonStatePlace
  /** In a sync of an Airtable base, and in the undo of one. */
  readonly sync?: SyncFacts
}

/** What a sync leaves behind besides its changes: rows of the sync log, and what rows had when they were last synced. */
export interface SyncFacts {
  /** What the sync log calls it. */
  readonly syncId: string
  readonly mode: string
  /** SHA-256 of the definition: what the result depends on besides the exports. */
  readonly fingerprint: string
  /** Where the sync log is. */
  readonly schema: string
  readonly tables: readonly SyncedTableFacts[]
}

export interface SyncedTableFacts {
  /** What Airtable calls it. */
  readonly name: string
  /** `schema.name`, one of the target's tables. */
  readonly table: string
  /** What the ledger calls its last common state. */
  readonly state: string
  /** Records of the export, and those of them that the plan does not import. */
  readonly processed: number
  readonly failed: number
  readonly file: string
  /** SHA-256 of the file, and of what it says: the same for the same records in another order, with other addresses of files. */
  readonly fileHash: string
  readonly canonicalHash: string
  /** In how many rows each column has another value than the export, whoever has changed it. */
  readonly differing: Readonly<Record<string, number>>
  /** It has rows of which it was not known what they had before: what they have after the sync is taken for that. */
  readonly adopts: boolean
}

/** What a run of a pipeline leaves behind besides its changes. */
export interface PipelineFacts {
  /** The schemas of the tables that it shares with users' scripts. */
  readonly layers: { readonly bronze: string; readonly meta: string }
  readonly entity: string
  /** `source_system` of the run. */
  readonly sourceSystem: string
  /** What the ledger calls its stream, and its id in the table of runs. */
  readonly streamName: string
  readonly ingestionRunId: string
  /** What the result depends on in the definition. */
  readonly fingerprint: string
  /** What the next run wants to know. */
  readonly state: Readonly<Record<string, unknown>>
  readonly ingestion?: IngestionFacts
}

/** What applying the plan of an ingestion needs besides its changes. */
export interface IngestionFacts {
  /** Which members count when two versions of a record are compared: others may have ingested since. */
  readonly significance: Readonly<Record<'only' | 'except' | 'sets', readonly string[]>>
  /** All of the source was read. */
  readonly complete: boolean
  /** The run whose kept records were read instead of the source. */
  readonly replays?: string
}

/** Where it is known what both ends of a mapping last had in common. */
export interface CommonStatePlace {
  readonly id: string
  /** The environment in whose ledger it is, and the database besides the one of its URL. */
  readonly environment: string
  readonly database?: string
}

export interface Companion {
  readonly id: string
  /** The file's name, beside this plan's file. */
  readonly file: string
}

/** What a planner yields: a stream, then what it learnt on the way. */
export type PlanItem =
  /** `back`: of the other direction, see `Plan.companion`. */
  | { readonly kind: 'change'; readonly change: Change; readonly back?: true }
  | { readonly kind: 'finding'; readonly finding: Finding }

/** The parts of a plan that are known before its first change. */
export type PlanHeader = Pick<
  Plan,
  | 'kind'
  | 'title'
  | 'definition'
  | 'undoes'
  | 'steps'
  | 'goesBack'
  | 'decides'
  | 'commonState'
  | 'pipeline'
  | 'sync'
  | 'source'
  | 'target'
  | 'key'
  | 'fields'
  | 'strategy'
  | 'types'
>

/** The parts that are known after its last. */
export type PlanConclusion = Pick<Plan, 'summary' | 'hazards' | 'sync'>
