/**
 * What a window needs some time after its start, or never: commands, Plan panels, texts of runs and schedules. It is a bundle of its own,
 * so that the start does not pay for it: the extension's bundle has types of it and loads it through `loadOnDemand`.
 *
 * *Invariant:* classes of the extension's bundle are other ones here, also where they have the same name. `instanceof` is
 * for the editor's own classes.
 */
export { deserializePlanPanel, refreshPlanPanels, showPlanPanel } from '../views/plan/panel'
export { QualityChecks } from '../views/quality/qualityChecks'
export {
  deserializeQualityPanel,
  refreshQualityPanels,
  showQualityPanel,
} from '../views/qualityReport/panel'
export { formatRun } from '../views/runs/runText'
export { createPanelContext } from './plan/panelContext'
export { Timekeeper } from './schedule/timekeeper'
export { commandTable } from './table'
