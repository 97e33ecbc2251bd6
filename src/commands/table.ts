/** Every command by its id. It is loaded with the first command: see `registerCommands`. */
import type { Command, CommandArguments } from '../contributions'
import type { CommandContext } from './context'
import { dryRunSync, sync } from './airtable/dryRunSync'
import { newSync } from './airtable/newSync'
import { closeComparison } from './environments/closeComparison'
import { compareAgain, compareEnvironments, compareWith } from './environments/compareEnvironments'
import { countRows } from './environments/countRows'
import { createEnvironment } from './environments/createEnvironment'
import { deleteEnvironment } from './environments/deleteEnvironment'
import { initialiseRegistry } from './environments/initialiseRegistry'
import { moveSecret } from './environments/moveSecret'
import { openAllOf, openOneOf } from './environments/openDifferences'
import { reapEnvironments } from './environments/reapEnvironments'
import { restoreEnvironment } from './environments/restoreEnvironment'
import { selectEnvironment } from './environments/selectEnvironment'
import { storeSecret } from './environments/storeSecret'
import { testConnection } from './environments/testConnection'
import { applyMapping } from './mapping/applyMapping'
import { dryRunMapping } from './mapping/dryRunMapping'
import { checkQuality } from './pipeline/checkQuality'
import { dryRunIngest, dryRunTransform } from './pipeline/dryRun'
import { enrich, ingest } from './pipeline/ingest'
import { transform } from './pipeline/transform'
import { applyPlan } from './plan/applyPlan'
import { discardPlan } from './plan/discardPlan'
import { showPlan } from './plan/showPlan'
import { showQualityReport } from './qualityReport/showQualityReport'
import { openRunLog } from './runs/openRunLog'
import { undoRun } from './runs/undoRun'
import { copyRowCommand, copyRowKey } from './rows/copyRow'
import { setField } from './rows/setField'
import { findRow, showRow } from './rows/showRow'
import { pauseSchedules, resumeSchedules } from './schedule/pauseSchedules'
import { openRowDiff } from './window/openRowDiff'
import { refresh } from './window/refresh'
import { restartCore } from './window/restartCore'
import { createWorkspaceFile, openWorkspaceFile } from './window/workspaceFile'

type CommandTable = {
  readonly [C in Command]: (
    context: CommandContext,
    ...args: CommandArguments[C]
  ) => Promise<unknown>
}

export const commandTable: CommandTable = {
  'drydock.dryRunMapping': dryRunMapping,
  'drydock.applyMapping': applyMapping,
  'drydock.dryRunIngest': dryRunIngest,
  'drydock.dryRunTransform': dryRunTransform,
  'drydock.ingest': ingest,
  'drydock.enrich': enrich,
  'drydock.transform': transform,
  'drydock.checkQuality': checkQuality,
  'drydock.showQualityReport': showQualityReport,
  'drydock.newSync': newSync,
  'drydock.dryRunSync': dryRunSync,
  'drydock.sync': sync,
  'drydock.showPlan': showPlan,
  'drydock.applyPlan': applyPlan,
  'drydock.discardPlan': discardPlan,
  'drydock.undoRun': undoRun,
  'drydock.openRunLog': openRunLog,
  'drydock.testConnection': testConnection,
  'drydock.selectEnvironment': selectEnvironment,
  'drydock.compareEnvironments': compareEnvironments,
  'drydock.compareWith': compareWith,
  'drydock.compareAgain': compareAgain,
  'drydock.openDifferences': openAllOf,
  'drydock.openDifference': openOneOf,
  'drydock.closeComparison': closeComparison,
  'drydock.createEnvironment': createEnvironment,
  'drydock.deleteEnvironment': deleteEnvironment,
  'drydock.reapEnvironments': reapEnvironments,
  'drydock.restoreEnvironment': restoreEnvironment,
  'drydock.initialiseRegistry': initialiseRegistry,
  'drydock.countRows': countRows,
  'drydock.findRow': findRow,
  'drydock.showRow': showRow,
  'drydock.setField': setField,
  'drydock.copyRowKey': copyRowKey,
  'drydock.copyRowCommand': copyRowCommand,
  'drydock.storeSecret': storeSecret,
  'drydock.moveSecret': moveSecret,
  'drydock.openWorkspaceFile': openWorkspaceFile,
  'drydock.createWorkspaceFile': createWorkspaceFile,
  'drydock.openRowDiff': openRowDiff,
  'drydock.loadMore': (_context, node) => Promise.resolve(node?.reload()),
  'drydock.refresh': refresh,
  'drydock.pauseSchedules': pauseSchedules,
  'drydock.resumeSchedules': resumeSchedules,
  'drydock.restartCore': restartCore,
  'drydock.showLog': ({ log }) => Promise.resolve(log.show(true)),
}
