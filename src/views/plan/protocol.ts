/**
 * What the Plan panel's page and the extension say to each other: plain data in a small envelope of request,
 * response, cancel. Nothing else is shared between the two sides.
 */

/** The exact text of a database value, or null; long ones are shortened around what differs. */
export type ShownValue = string | null

export interface EndView {
  readonly environment: string
  /** Host, port and database, or the folder; never credentials. */
  readonly address: string
}

export interface Counter {
  readonly label: string
  readonly count: number
  /** Instead of the number, where it has a unit. */
  readonly text?: string
  /** Whether a number other than zero asks for attention. */
  readonly alarming: boolean
}

export interface FieldView {
  readonly name: string
  /** The title of its column; by default the name. */
  readonly label?: string
  /** How many rows change in it; null where the plan does not say. */
  readonly count: number | null
}

export interface HazardView {
  readonly code: string
  readonly message: string
}

/** What becomes of a field's values between two types. */
export interface TypeView {
  readonly field: string
  readonly source: string
  readonly target: string
  readonly kind: 'equal' | 'converted' | 'lossy' | 'refused'
  /** What happens on the way; empty where nothing does. */
  readonly note: string
}

/** How both sides were compared. */
export interface StrategyView {
  readonly name: string
  readonly why: string
  readonly costs: readonly StrategyCostView[]
}

export interface StrategyCostView {
  readonly name: string
  /** Estimates; null where the strategy cannot be used. */
  readonly bytes: number | null
  readonly seconds: number | null
  /** Why it cannot be used; empty where it can. */
  readonly notEligible: string
}

/** One way in which rows of both sides found each other. */
export interface MatcherView {
  readonly name: string
  readonly rows: number
}

/** Something that the plan holds on to: apply refuses where it is no longer so. */
export interface PinView {
  readonly label: string
  readonly text: string
}

export interface PlanView {
  readonly id: string
  readonly kind:
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
  readonly title: string
  readonly createdAt: string
  readonly definition: string | null
  readonly source: EndView | null
  readonly target: EndView
  readonly key: readonly string[]
  /** The fields that change in at least one row. */
  readonly fields: readonly FieldView[]
  readonly counters: readonly Counter[]
  readonly hazards: readonly HazardView[]
  /** In a mapping, a row for each field in the definition's order. */
  readonly types: readonly TypeView[]
  readonly strategy: StrategyView | null
  /** In the order in which they were tried; empty where rows were matched by an equal key. */
  readonly matchers: readonly MatcherView[]
  readonly pins: readonly PinView[]
  readonly changes: number
  /** Its changes are databases that come or go; its fields are facts about them. */
  readonly steps: boolean
  /** Changes that somebody has to decide first. */
  readonly conflicts: number
  /** Applying it records what both sides have in common, or what was read, also where nothing changes. */
  readonly records: boolean
  /** Values go back to the source, in a plan of their own that is applied with this one. */
  readonly goesBack: boolean
  /** Whether rows come or go, so that each says what becomes of it. */
  readonly hasOps: boolean
  readonly notFound: number
  readonly problems: number
}

/** What became of a plan that was applied. */
export interface AppliedView {
  readonly runId: string
  readonly status: string
  readonly total: number
  readonly applied: number
  readonly drifted: number
  readonly failed: number
}

/**
 * Whether the plan can be applied now.
 * - `checking`: the target is being asked
 * - `ready`: nothing stands in the way; `guarded` says that a name will have to be typed, and `resumes` is a run
 *   of this plan that stopped before its end and would be continued
 * - `blocked`: it cannot, for `reason`
 * - `busy`: it is being applied or discarded
 * - `applied`: it has been
 */
export type Readiness =
  | { readonly kind: 'checking' }
  | { readonly kind: 'ready'; readonly guarded: boolean; readonly resumes: AppliedView | null }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'busy'; readonly message: string }
  | { readonly kind: 'applied'; readonly run: AppliedView }

/** Whose value is right. */
export type Side = 'source' | 'target'

/** What was decided so far. */
export interface DecisionsView {
  /** By the change's ordinal and the field's name. */
  readonly rows: Readonly<Record<string, Readonly<Record<string, Side>>>>
  /** For all that `rows` does not name. */
  readonly otherwise: Side | null
  /** How many changes are decided in all of their fields. */
  readonly decided: number
}

export type PlanState =
  | {
      readonly status: 'ready'
      readonly plan: PlanView
      readonly readiness: Readiness
      readonly decisions: DecisionsView
    }
  | { readonly status: 'unavailable'; readonly message: string; readonly mend: string | null }

export interface ChangeFilter {
  readonly text: string
  /** A field's name, or the empty string for all. */
  readonly field: string
  /** Only changes that somebody has to decide. */
  readonly undecided?: boolean
}

export interface ChangeView {
  readonly ordinal: number
  readonly op:
    | 'insert'
    | 'update'
    | 'delete'
    | 'createDatabase'
    | 'trashDatabase'
    | 'restoreDatabase'
    | 'dropDatabase'
  /** What happens, where `op` is no word for people. */
  readonly word?: string
  /** The matcher's name; empty where there are none. */
  readonly matchedBy: string
  /** In the order of `PlanView.key`. */
  readonly key: readonly ShownValue[]
  /** Index into `PlanView.fields`, old value, new value. */
  readonly fields: readonly (readonly [index: number, before: ShownValue, after: ShownValue])[]
  /** The fields, by the same index, in which somebody has to decide between both values. */
  readonly conflicts: readonly number[]
}

export interface FindingView {
  /** What is wrong, in words: `duplicate key`. */
  readonly problem: string
  readonly side: 'source' | 'target'
  readonly key: readonly ShownValue[]
  readonly rows: number
  readonly field: string
  readonly message: string
  /** Whether the key finds one row in the target. */
  readonly inTarget: boolean
}

/** What became of a change that was not applied. */
export interface OutcomeView {
  readonly ordinal: number
  readonly op: ChangeView['op']
  readonly key: readonly ShownValue[]
  readonly fields: ChangeView['fields']
  /** SQLSTATE of the database's refusal; empty where the row had moved on. */
  readonly code: string
  readonly constraint: string
  readonly column: string
  /** The database's words, or what was found instead of what was planned for. */
  readonly reason: string
}

export interface Page<T> {
  /** How many there are in all, after filtering. */
  readonly total: number
  readonly items: readonly T[]
}

/** The page never asks for more rows at once. */
export const maximumWindow = 500

export interface PlanRequests {
  load: { params: null; result: PlanState }
  changes: {
    params: { readonly offset: number; readonly limit: number; readonly filter: ChangeFilter }
    result: Page<ChangeView>
  }
  findings: {
    params: {
      readonly kind: 'notFound' | 'problems'
      readonly offset: number
      readonly limit: number
    }
    result: Page<FindingView>
  }
  /** The changes of a run that were refused or left alone. */
  outcomes: {
    params: {
      readonly runId: string
      readonly outcome: 'failed' | 'drifted'
      readonly offset: number
      readonly limit: number
    }
    result: Page<OutcomeView>
  }
  /** Takes a side in some of a change's fields; `all` names every field of it that has to be decided. */
  decide: {
    params: {
      readonly ordinal: number
      readonly fields: readonly string[]
      readonly all: readonly string[]
      readonly side: Side
    }
    result: null
  }
  /** Takes one side in every conflict, or takes all decisions back. */
  decideAll: { params: { readonly side: Side | null }; result: null }
  openDiff: { params: { readonly ordinal: number }; result: null }
  openDefinition: { params: null; result: null }
  /** Shows the plan of the other direction. */
  openCompanion: { params: null; result: null }
  openLog: { params: { readonly runId: string }; result: null }
  apply: { params: null; result: null }
  discard: { params: null; result: null }
}

export type Method = keyof PlanRequests
export type Params<M extends Method> = PlanRequests[M]['params']
export type Result<M extends Method> = PlanRequests[M]['result']

export type AppMessage =
  | {
      readonly kind: 'request'
      readonly id: number
      readonly method: Method
      readonly params: unknown
    }
  | { readonly kind: 'cancel'; readonly id: number }

export type HostMessage =
  | { readonly kind: 'response'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  /** The plan, or whether it can be applied, has changed. */
  | { readonly kind: 'state'; readonly state: PlanState }

/** What survives a reload of the window: where the plan is and what its reader was looking at. */
export interface SavedState {
  readonly version: 1
  readonly path: string
  readonly tab: Tab
  readonly filter: ChangeFilter
  /** Whether "About this plan" is open. */
  readonly about?: boolean
}

export type Tab = 'conflicts' | 'changes' | 'failed' | 'drifted' | 'notFound' | 'problems'

/** What the editor hands to a command of a row's context menu: see `data-vscode-context`. */
export interface RowContext {
  readonly webviewSection: 'row'
  /** `target`: the row is in the target; `key`: all that there is of it is a key. */
  readonly drydockRow: 'target' | 'key'
  readonly preventDefaultContextMenuItems: true
  /** The plan's file. */
  readonly plan: string
  /** The row's place: among the changes, or among the findings of a tab. */
  readonly ordinal?: number
  readonly finding?: { readonly kind: 'notFound' | 'problems'; readonly offset: number }
  /** The field under the pointer. */
  readonly field?: string
}
