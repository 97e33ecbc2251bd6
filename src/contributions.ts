/**
 * Every id that package.json contributes, with its type. Nothing else in the extension spells an id; a test
 * holds the two against each other.
 */
import type * as vscode from 'vscode'
import type { Change, ObjectDifference, Plan, Row, Run, SavedPlan, TableName } from './core/index'

/** An environment of a folder, as tree items and commands pass it on. */
export interface EnvironmentReference {
  readonly folder: string
  readonly environment: string
}

export interface TableReference extends EnvironmentReference {
  /** Where the environment lists several. */
  readonly database?: string | undefined
  readonly table: TableName
}

export interface RunReference {
  readonly folder: string
  readonly run: Run
}

/** A run by its id, as links name it. */
export interface RunAddress extends EnvironmentReference {
  readonly runId: string
}

/** A plan in the folder of plans, which may have been removed since. */
export interface PlanAddress {
  readonly folder: string
  readonly planId: string
}

export interface RowReference {
  readonly change: Change
  readonly plan: Plan
  /** The plan's file. */
  readonly path: string
  readonly field?: string
}

/** A row under the pointer in a Plan panel: what the page's `RowContext` says of it. */
export interface PanelRow {
  /** The plan's file. */
  readonly plan: string
  readonly ordinal?: number
  readonly finding?: { readonly kind: 'notFound' | 'problems'; readonly offset: number }
  readonly field?: string
}

/** A row of a table by values that find it. */
export interface TableRow extends TableReference {
  readonly key: Row
  /** The field that was meant, where one was. */
  readonly field?: string | undefined
}

/** Wherever a row can be clicked. */
export type ClickedRow = PanelRow | RowReference | TableRow

/** A comparison of two environments that is kept, by its id. */
export interface ComparisonReference {
  readonly comparison: string
}

/** An object that differs. */
export interface DifferenceReference extends ComparisonReference {
  /** The database that it lies in, by its base name. */
  readonly base: string
  readonly difference: ObjectDifference
}

/** A node that can be asked to load again or to load more. */
export interface Reloadable {
  reload(): void
}

/** What each command is given: by a tree item, a CodeLens, the explorer, another command, or nothing. */
export interface CommandArguments {
  'drydock.dryRunMapping': [mapping?: vscode.Uri]
  'drydock.applyMapping': [mapping?: vscode.Uri]
  'drydock.dryRunIngest': [pipeline?: vscode.Uri, source?: string]
  'drydock.dryRunTransform': [pipeline?: vscode.Uri]
  'drydock.ingest': [pipeline?: vscode.Uri, source?: string]
  'drydock.enrich': [pipeline?: vscode.Uri]
  'drydock.transform': [pipeline?: vscode.Uri]
  'drydock.checkQuality': [pipeline?: vscode.Uri]
  'drydock.showQualityReport': [pipeline?: vscode.Uri]
  'drydock.newSync': [exports?: vscode.Uri]
  'drydock.dryRunSync': [sync?: vscode.Uri]
  'drydock.sync': [sync?: vscode.Uri]
  'drydock.showPlan': [of?: SavedPlan | RunReference | PlanAddress | vscode.Uri]
  'drydock.applyPlan': [plan?: SavedPlan]
  'drydock.discardPlan': [plan?: SavedPlan]
  'drydock.undoRun': [of?: RunReference | RunAddress]
  'drydock.openRunLog': [of?: RunReference | RunAddress]
  'drydock.testConnection': [of?: EnvironmentReference]
  'drydock.selectEnvironment': []
  'drydock.compareEnvironments': []
  'drydock.compareWith': [of?: EnvironmentReference, selected?: readonly unknown[]]
  'drydock.compareAgain': [of?: ComparisonReference]
  'drydock.openDifferences': [of?: ComparisonReference]
  'drydock.openDifference': [of?: DifferenceReference]
  'drydock.closeComparison': [of?: ComparisonReference]
  'drydock.createEnvironment': [from?: EnvironmentReference]
  'drydock.deleteEnvironment': [of?: EnvironmentReference, selected?: readonly unknown[]]
  'drydock.reapEnvironments': []
  'drydock.restoreEnvironment': []
  'drydock.initialiseRegistry': []
  'drydock.countRows': [of?: TableReference]
  'drydock.findRow': [of?: TableReference]
  'drydock.showRow': [of?: ClickedRow]
  'drydock.setField': [of?: ClickedRow]
  'drydock.copyRowKey': [of?: ClickedRow]
  'drydock.copyRowCommand': [of?: ClickedRow]
  'drydock.storeSecret': [of?: EnvironmentReference | string]
  'drydock.moveSecret': [file?: vscode.Uri, at?: vscode.Position]
  'drydock.openWorkspaceFile': [at?: EnvironmentReference]
  'drydock.createWorkspaceFile': []
  'drydock.openRowDiff': [of?: RowReference]
  'drydock.loadMore': [node?: Reloadable]
  'drydock.refresh': [node?: unknown]
  'drydock.pauseSchedules': []
  'drydock.resumeSchedules': []
  'drydock.restartCore': []
  'drydock.showLog': []
}

export type Command = keyof CommandArguments

/** The commands in the order in which package.json lists them. */
export const commands: readonly Command[] = [
  'drydock.dryRunMapping',
  'drydock.applyMapping',
  'drydock.dryRunIngest',
  'drydock.dryRunTransform',
  'drydock.ingest',
  'drydock.enrich',
  'drydock.transform',
  'drydock.checkQuality',
  'drydock.showQualityReport',
  'drydock.newSync',
  'drydock.dryRunSync',
  'drydock.sync',
  'drydock.showPlan',
  'drydock.applyPlan',
  'drydock.discardPlan',
  'drydock.undoRun',
  'drydock.openRunLog',
  'drydock.testConnection',
  'drydock.selectEnvironment',
  'drydock.compareEnvironments',
  'drydock.compareWith',
  'drydock.compareAgain',
  'drydock.openDifferences',
  'drydock.openDifference',
  'drydock.closeComparison',
  'drydock.createEnvironment',
  'drydock.deleteEnvironment',
  'drydock.reapEnvironments',
  'drydock.restoreEnvironment',
  'drydock.initialiseRegistry',
  'drydock.countRows',
  'drydock.findRow',
  'drydock.showRow',
  'drydock.setField',
  'drydock.copyRowKey',
  'drydock.copyRowCommand',
  'drydock.storeSecret',
  'drydock.moveSecret',
  'drydock.openWorkspaceFile',
  'drydock.createWorkspaceFile',
  'drydock.openRowDiff',
  'drydock.loadMore',
  'drydock.refresh',
  'drydock.pauseSchedules',
  'drydock.resumeSchedules',
  'drydock.restartCore',
  'drydock.showLog',
]

/** Commands that make sense on an item only; the palette does not show them. */
export const itemCommands: readonly Command[] = [
  'drydock.compareWith',
  'drydock.compareAgain',
  'drydock.openDifferences',
  'drydock.openDifference',
  'drydock.closeComparison',
  'drydock.countRows',
  'drydock.showRow',
  'drydock.copyRowKey',
  'drydock.copyRowCommand',
  'drydock.moveSecret',
  'drydock.openRowDiff',
  'drydock.loadMore',
]

export const viewContainer = 'drydock'

export const views = {
  environments: 'drydock.environments',
  runs: 'drydock.runs',
  results: 'drydock.results',
} as const

/** Panels, by the type under which the editor keeps them. */
export const panels = { plan: 'drydock.plan', qualityReport: 'drydock.qualityReport' } as const

/** `contextValue`s of tree items, which the menus' when-clauses name. */
export const itemKinds = {
  environment: 'environment',
  deletableEnvironment: 'environment.deletable',
  comparison: 'comparison',
  equalComparison: 'comparison.equal',
  difference: 'difference',
  table: 'table',
  run: 'run',
  undoableRun: 'run.undoable',
  row: 'row',
  failed: 'failed',
  loadMore: 'loadMore',
} as const

export interface ContextKeys {
  /** A workspace folder has a `drydock.jsonc`. */
  'drydock.configured': boolean
  /** Mapping Results shows a plan that can be applied or discarded. */
  'drydock.hasPlan': boolean
  /** Its user wants no definition to run by its schedule in this workspace. */
  'drydock.schedulesPaused': boolean
}

export const contextKeys: readonly (keyof ContextKeys)[] = [
  'drydock.configured',
  'drydock.hasPlan',
  'drydock.schedulesPaused',
]

export const settings = {
  /** Whether definitions run by their schedule while the editor is open. */
  schedulesEnabled: 'drydock.schedules.enabled',
} as const

export const schemes = {
  run: 'drydock-run',
  row: 'drydock-row',
  definition: 'drydock-definition',
  environment: 'drydock-environment',
}

export const runLanguage = 'drydock-run'

export const workspaceFileName = 'drydock.jsonc'

/** Definition files, as globs: which the CodeLens, the diagnostics and the schemas are for. */
export const mappingFiles = '**/*.mapping.jsonc'
export const pipelineFiles = '**/*.pipeline.jsonc'
export const syncFiles = '**/*.airtable.jsonc'
