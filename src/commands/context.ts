/** What every command is given. */
import type * as vscode from 'vscode'
import type { CoreProcess } from '../coreHost/client'
import type { Comparisons } from '../views/comparisons/comparisons'
import type { Connections } from '../views/environments/connections'
import type { GitHeads } from '../views/environments/gitHeads'
import type { Secrets } from '../views/environments/secrets'
import type { EnvironmentStatus } from '../views/environments/statusBar'
import type { EnvironmentsView } from '../views/environments/tree'
import type { DrydockFolders } from '../views/folders'
import type { ResultsView } from '../views/results/tree'
import type { RowDocuments } from '../views/rows/rowDocuments'
import type { RunDocuments } from '../views/runs/documents'
import type { RunsView } from '../views/runs/tree'
import type { PlanPanels } from './plan/planPanels'
import type { Quality } from './pipeline/quality'
import type { QualityPanels } from './qualityReport/qualityPanels'
import type { Schedules } from './schedule/schedules'

export interface CommandContext {
  readonly core: CoreProcess
  readonly folders: DrydockFolders
  readonly secrets: Secrets
  readonly connections: Connections
  readonly comparisons: Comparisons
  readonly git: GitHeads
  readonly status: EnvironmentStatus
  readonly environments: EnvironmentsView
  readonly runs: RunsView
  readonly results: ResultsView
  readonly runDocuments: RunDocuments
  readonly rows: RowDocuments
  readonly schedules: Schedules
  readonly plans: PlanPanels
  readonly qualityReports: QualityPanels
  readonly quality: Quality
  /** Databases of a folder's environments came or went: everything that shows them asks again. */
  readonly environmentsChanged: (folder: string) => Promise<void>
  readonly log: vscode.LogOutputChannel
}
