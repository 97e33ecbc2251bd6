/** What every command is given. */
import type * as vscode from 'vscode'
import type { CoreProcess } from '../coreHost/client'
import type { SavedPlan } from '../core/index'
import type { Connections } from '../views/environments/connections'
import type { Secrets } from '../views/environments/secrets'
import type { EnvironmentStatus } from '../views/environments/statusBar'
import type { DrydockFolders } from '../views/folders'
import type { ResultsView } from '../views/results/tree'
import type { RowDiffs } from '../views/rows/rowDiffs'
import type { RunDocuments } from '../views/runs/documents'
import type { RunsView } from '../views/runs/tree'
import type { Schedules } from './schedule/runSchedules'

export interface CommandContext {
  readonly core: CoreProcess
  readonly folders: DrydockFolders
  readonly secrets: Secrets
  readonly connections: Connections
  readonly status: EnvironmentStatus
  readonly runs: RunsView
  readonly results: ResultsView
  readonly runDocuments: RunDocuments
  readonly rowDiffs: RowDiffs
  readonly schedules: Schedules
  readonly log: vscode.LogOutputChannel
  /** Shows the Plan panel. */
  showPlan(saved: SavedPlan): Promise<void>
}
