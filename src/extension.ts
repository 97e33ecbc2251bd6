/** The composition root: makes the parts and introduces them to each other. */
import * as vscode from 'vscode'
import type { CommandContext } from './commands/context'
import { applyReviewed } from './commands/plan/applyReviewed'
import { discardPlan } from './commands/plan/discardPlan'
import { folderOfPlan } from './commands/plan/folderOfPlan'
import { Schedules } from './commands/schedule/runSchedules'
import { showError } from './commands/showError'
import { registerCommands } from './commands/table'
import { executeCommand } from './views/typedCommands'
import { CoreProcess } from './coreHost/client'
import { DefinitionDiagnostics } from './views/definitions/diagnostics'
import { registerDefinitionProviders } from './views/definitions/providers'
import { Disposables } from './views/disposables'
import { Connections } from './views/environments/connections'
import { protectionBadges } from './views/environments/protectionBadge'
import { Secrets } from './views/environments/secrets'
import { EnvironmentStatus } from './views/environments/statusBar'
import { EnvironmentsView } from './views/environments/tree'
import { DrydockFolders } from './views/folders'
import type { PlanPanelContext } from './views/plan/context'
import { registerPlanPanels, showPlanPanel } from './views/plan/panel'
import { ResultsView } from './views/results/tree'
import { RowDiffs } from './views/rows/rowDiffs'
import { RunDocuments } from './views/runs/documents'
import { RunsView } from './views/runs/tree'

/** What tests inside the editor may look at. */
export interface DrydockForTests extends CommandContext {
  readonly environments: EnvironmentsView
}

export function activate(context: vscode.ExtensionContext): DrydockForTests | undefined {
  const disposables = new Disposables()
  context.subscriptions.push(disposables)
  const parts = createParts(context, disposables)
  disposables.add(registerCommands(parts))
  disposables.add(registerDefinitionProviders())
  disposables.add(vscode.window.registerFileDecorationProvider(protectionBadges))
  disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void parts.folders.update()))
  void parts.folders.update()
  return context.extensionMode === vscode.ExtensionMode.Test ? parts : undefined
}

function createParts(context: vscode.ExtensionContext, disposables: Disposables): DrydockForTests {
  const log = disposables.add(vscode.window.createOutputChannel('Drydock', { log: true }))
  const secrets = new Secrets(context.secrets)
  const core = disposables.add(createCore(context, secrets, log))
  const folders = disposables.add(new DrydockFolders())
  const connections = disposables.add(new Connections())
  const diagnostics = new DefinitionDiagnostics(core, folders, (line) => log.warn(line))
  disposables.add(diagnostics)
  const { workspaceState } = context
  const parts: DrydockForTests = {
    core,
    folders,
    secrets,
    connections,
    log,
    status: disposables.add(new EnvironmentStatus(core, folders, connections, workspaceState)),
    environments: disposables.add(new EnvironmentsView(core, folders, connections)),
    runs: disposables.add(new RunsView(core, folders)),
    results: disposables.add(new ResultsView(core)),
    runDocuments: disposables.add(new RunDocuments(core)),
    rowDiffs: disposables.add(new RowDiffs()),
    schedules: disposables.add(new Schedules(workspaceState)),
    showPlan: async (saved) => showPlanPanel(panel, saved),
  }
  const panel = createPanelContext(context.extensionUri, parts)
  disposables.add(registerPlanPanels(panel))
  parts.schedules.start(parts)
  return parts
}

function createCore(
  { asAbsolutePath }: vscode.ExtensionContext,
  secrets: Secrets,
  log: vscode.LogOutputChannel,
): CoreProcess {
  return new CoreProcess({
    modulePath: asAbsolutePath('dist/coreHost.js'),
    isTrusted: () => vscode.workspace.isTrusted,
    secret: (request) => secrets.get(request),
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

function createPanelContext(extensionUri: vscode.Uri, parts: CommandContext): PlanPanelContext {
  return {
    extensionUri,
    core: parts.core,
    folderOf: (saved) => folderOfPlan(parts, saved),
    apply: (saved) => shown(parts, applyReviewed(parts, saved)),
    discard: async (saved) => void (await shown(parts, discardPlan(parts, saved))),
    openRowDiff: (change, plan) => parts.rowDiffs.open(change, plan),
    openRunLog: async (run, folder = parts.folders.paths[0] ?? '') => {
      await executeCommand('drydock.openRunLog', { folder, run })
    },
  }
}

/** What a panel starts fails like a command: with a message. */
async function shown<T>({ log }: CommandContext, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    void showError(error, log)
    return undefined
  }
}
