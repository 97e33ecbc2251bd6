/** The composition root: makes the parts and introduces them to each other. */
import * as vscode from 'vscode'
import type { CommandContext } from './commands/context'
import { PlanPanels } from './commands/plan/planPanels'
import { Quality } from './commands/pipeline/quality'
import { QualityPanels } from './commands/qualityReport/qualityPanels'
import { Schedules } from './commands/schedule/schedules'
import { loadOnDemand } from './commands/loadOnDemand'
import { registerCommands } from './commands/registerCommands'
import { executeCommand } from './views/typedCommands'
import { CoreProcess } from './coreHost/client'
import { DefinitionDiagnostics } from './views/definitions/diagnostics'
import { registerDefinitionProviders } from './views/definitions/providers'
import { Comparisons } from './views/comparisons/comparisons'
import { Disposables } from './views/disposables'
import { Connections } from './views/environments/connections'
import { CurrentContext } from './views/environments/currentContext'
import { GitHeads } from './views/environments/gitHeads'
import { protectionBadges } from './views/environments/protectionBadge'
import { Secrets } from './views/environments/secrets'
import { EnvironmentStatus } from './views/environments/statusBar'
import { EnvironmentsView } from './views/environments/tree'
import { DrydockFolders } from './views/folders'
import { ResultsView } from './views/results/tree'
import { RowDocuments } from './views/rows/rowDocuments'
import { RunDocuments } from './views/runs/documents'
import { RunsView } from './views/runs/tree'

/** What tests inside the editor may look at. */
export type DrydockForTests = CommandContext

export function activate(context: vscode.ExtensionContext): DrydockForTests | undefined {
  const disposables = new Disposables()
  context.subscriptions.push(disposables)
  const parts = createParts(context, disposables)
  disposables.add(registerCommands(parts))
  disposables.add(registerDefinitionProviders(parts))
  disposables.add(vscode.window.registerFileDecorationProvider(protectionBadges))
  disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void parts.folders.update()))
  void parts.folders.update()
  return context.extensionMode === vscode.ExtensionMode.Test ? parts : undefined
}

function createParts(context: vscode.ExtensionContext, disposables: Disposables): DrydockForTests {
  const log = disposables.add(vscode.window.createOutputChannel('Drydock', { log: true }))
  const secrets = new Secrets(context.secrets)
  const folders = disposables.add(new DrydockFolders())
  const git = disposables.add(new GitHeads(folders))
  const current = disposables.add(new CurrentContext(git, context.workspaceState))
  const core = disposables.add(createCore(context, secrets, current, log))
  const connections = disposables.add(new Connections())
  const comparisons = disposables.add(new Comparisons())
  const diagnostics = new DefinitionDiagnostics(core, folders, (line) => log.warn(line))
  disposables.add(diagnostics)
  const { workspaceState } = context
  const status = disposables.add(new EnvironmentStatus(core, folders, connections, current))
  const parts: DrydockForTests = {
    core,
    folders,
    secrets,
    connections,
    comparisons,
    log,
    git,
    status,
    environments: disposables.add(
      new EnvironmentsView({ core, folders, connections, comparisons, git, status }),
    ),
    runs: disposables.add(new RunsView(core, folders)),
    results: disposables.add(new ResultsView(core)),
    runDocuments: disposables.add(
      new RunDocuments(core, async () => (await loadOnDemand()).formatRun),
    ),
    rows: disposables.add(new RowDocuments()),
    schedules: disposables.add(new Schedules(workspaceState)),
    environmentsChanged: async (folder) => {
      parts.environments.follow(folder)
      parts.runs.reload()
      await status.update()
    },
    quality: disposables.add(new Quality(core, folders, (line) => log.warn(line))),
    plans: disposables.add(new PlanPanels(context.extensionUri, () => parts)),
    qualityReports: disposables.add(new QualityPanels(context.extensionUri, core)),
  }
  parts.schedules.start(parts)
  return parts
}

function createCore(
  { asAbsolutePath }: vscode.ExtensionContext,
  secrets: Secrets,
  current: CurrentContext,
  log: vscode.LogOutputChannel,
): CoreProcess {
  return new CoreProcess({
    modulePath: asAbsolutePath('dist/coreHost.js'),
    isTrusted: () => vscode.workspace.isTrusted,
    secret: (request) => secrets.get(request),
    current: (folder) => current.factsOf(folder),
    log: (line) => log.info(line),
    onStopped: (reason) => void reportStopped(reason),
  })
}

async function reportStopped(reason: string): Promise<void> {
  const message = `Drydock's core stopped (${reason}). Nothing is lost: Runs shows what it was doing.`
  const choice = await vscode.window.showErrorMessage(message, 'Restart', 'Show Log')
  if (choice === 'Restart') await executeCommand('drydock.restartCore')
  if (choice === 'Show Log') await executeCommand('drydock.showLog')
}
