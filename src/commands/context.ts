/** What every command is given. */
import type * as vscode from 'vscode'
import type { CoreProcess } from '../coreHost/client'
import type { Connections } from '../views/environments/connections'
import type { Secrets } from '../views/environments/secrets'
import type { EnvironmentStatus } from '../views/environments/statusBar'
import type { DrydockFolders } from '../views/folders'
import type { ResultsView } from '../views/results/tree'
import type { RowDocuments } from '../views/rows/rowDocuments'
import type { RunDocuments } from '../views/runs/documents'
import type { RunsView } from '../views/runs/tree'
import type { PlanPanels } from './plan/planPanels'
import type { Schedules } from './schedule/schedules'

export interface CommandContext {
  readonly core: CoreProcess
  readonly folders: DrydockFolders
  readonly secrets: Secrets
  readonly connections: Connections
  readonly status: EnvironmentStatus
  readonly runs: RunsView
  readonly results: ResultsView
  readonly runDocuments: RunDocuments
  readonly rows: RowDocuments
  readonly schedules: Schedules
  readonly plans: PlanPanels
  readonly log: vscode.LogOutputChannel
}
