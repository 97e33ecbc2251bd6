/**
 * The core: everything that Drydock does, without an editor. The command line and the core host call what is
 * exported here and nothing else.
 */
export * from './util/errors'
export { visible } from './util/visible'
export type { Progress, WorkOptions } from './util/progress'
export type * from './plan/plan'
export type * from './ledger/run'
export type { Column, Table, TableListing, TableName } from './database/table'
export type { Environment, Protection, Workspace, WorkspaceHost } from './workspace/workspace'
export type { FieldMapping, Mapping, MappingSummary, Transform } from './mapping/mapping'
export type { NumberedChange, PlanFile, PlanFilter, PlanPage } from './plan/planFile'
export type * from './operations/results'

export { openWorkspace } from './workspace/openWorkspace'
export {
  checkDefinitions,
  findAirtableSyncs,
  findDefinitions,
  findMappings,
  findPipelines,
} from './operations/definitions'
export { enrichPipeline, type EnrichPipelineOptions, type EnrichResult } from './operations/enrich'
export { ingestPipeline, type IngestResult } from './operations/ingest'
export {
  planIngest,
  type PlanIngestOptions,
  type PlannedIngest,
  type PlannedSource,
} from './operations/planIngest'
export {
  pipelineRequirement,
  type PipelineOptions,
  type PipelineRequirement,
} from './operations/pipeline'
export {
  planTransformFile,
  transformPipeline,
  type PlanTransformOptions,
  type TransformPipelineOptions,
} from './operations/transform'
export { qualityReport, whyThisValue, type QualityOptions } from './operations/qualityReport'
export type * from './medallion/quality/report'
export type * from './medallion/quality/why/why'
export { reportDocument } from './medallion/quality/show/document'
export { whySection } from './medallion/quality/show/entitySections'
export { toHtml } from './medallion/quality/show/html'
export { toMarkdown } from './medallion/quality/show/markdown'
export type { Cell, ReportDocument, Section, SectionColumn } from './medallion/quality/show/section'
export { ensurePipelineTables, planPipelineTables } from './operations/pipelineTables'
export { outlinePipeline, type PipelineOutline } from './operations/pipelineOutline'
export { readQualityResults, type QualityResultsOptions } from './operations/qualityResults'
export type { QualityRuleFacts } from './medallion/definition/qualityRules'
export type { Place } from './workspace/definitionSource'
export type { Transformed } from './medallion/silver/transform'
export { recordsOfEnrich } from './medallion/report/recordCounts'
export type { EnrichedSource } from './medallion/enrich/enrichSource'
export type { IngestedSource } from './medallion/ingest/ingestSource'
export { planDefinition } from './operations/planDefinition'
export { planSyncFile, type PlanSyncFileOptions } from './operations/planSync'
export { ensureSyncTables, planSyncTables, type MissingSyncTables } from './operations/syncTables'
export {
  proposeSyncOf,
  type DateOrder,
  type ProposedDefinition,
  type ProposeSyncOptions,
} from './operations/newSync'
export { validateSync } from './operations/validateSync'
export type { Issue, IssueKind, ValidatedTable, Validation } from './airtable/validate/validation'
export { isAirtableSync } from './operations/definitions'
export { watchSync, type WatchedSync, type WatchSyncOptions } from './operations/watchSync'
export { MODES as SYNC_MODES, type SyncMode } from './airtable/definition/airtableSync'
export { openPlanFile } from './plan/planFile'
export { describeTable, planRowEdit, readTableRow } from './operations/tableRow'
export type { FoundRow } from './tableRows/findRow'
export type { TablePlace } from './tableRows/tablePlace'
export { placeOfTable } from './operations/placeOfTable'
export type { RowEdit } from './tableRows/planEdit'
export { RowNotFoundError, RowNotUpdatedError } from './tableRows/rowErrors'
export { exportSchedule, listSchedules } from './operations/schedule'
export type { ScheduledDefinition, Scheduler } from './operations/schedule'
export { markOf as scheduleMark, type ExportedSchedule } from './schedule/export/job'
export type { Schedule } from './schedule/schedule'
export { nextRuns } from './schedule/nextRuns'
export { decideConflicts } from './operations/decide'
export type { Decisions, Side } from './decide/decisions'
export { applyPlanFile, applyRequirement } from './operations/applyPlanFile'
export { readAudits, type AuditTrail, type AuditTrails } from './operations/audit'
export type { AuditEntry, AuditFault, AuditReport } from './ledger/audit'
export { planUndo } from './operations/planUndo'
export { findRun, listRuns, readOutcomes, readRunLog } from './operations/runs'
export {
  countRows,
  describeEnvironment,
  listEnvironments,
  listTables,
  testConnection,
} from './operations/environments'
export { describeCurrent, type CurrentReport } from './operations/describeCurrent'
export {
  closeFolders as close,
  closeFolders as releaseDatabases,
} from './database/dialects/pglite/folder'
export {
  getByKey,
  openWorkspace as openLibraryWorkspace,
  undoRun,
  updateFields,
} from './operations/library'
export type { FieldsUpdated, GetOptions, UpdatedRow } from './operations/library'
export type { AppliedChanges, WriteOptions } from './operations/libraryApply'
export type { Log, LogLevel, LogOptions } from './operations/libraryLog'
export { applyUpdates, mapByKey } from './operations/libraryMapping'
export type { MappedRows, MappingResult, MappingStatistics } from './operations/libraryMapping'
export { currentEnvironment, type CurrentEnvironment } from './workspace/current/currentEnvironment'
export type { GitHead } from './workspace/current/gitHead'
export { isProductionName } from './workspace/protection'
export { environmentNameFault, testEnvironment } from './workspace/registry/databaseName'
export { forgetRegistry } from './workspace/registry/registry'
export {
  listRestorable,
  planCreateEnvironment,
  planDeleteEnvironment,
  planRestoreEnvironment,
} from './operations/environmentPlans'
export { PROOFS, type Proof } from './environment/engines/proof'
export type { CreateWish } from './environment/planCreate'
export { nameOfEnvironment } from './operations/current'
export {
  createRegistry,
  examineRegistry,
  type RegistryInit,
} from './environment/registry/createRegistry'
export {
  listAllEnvironments,
  type ListedDatabase,
  type ListedEnvironment,
} from './environment/listEnvironments'
export {
  compareEnvironments,
  type ComparedDatabase,
  type ComparedEnvironments,
} from './environment/compareEnvironments'
export type { ObjectDifference } from './schema/inventory/compareObjects'
export {
  findStaleEnvironments,
  type StaleEnvironment,
  type StaleEnvironments,
} from './environment/staleEnvironments'
export { rewriteSql, type RewrittenSql } from './environment/rewriteSql'
export { dotenvLines, resolveNames, type ResolvedNames } from './environment/resolveNames'
export { processHost } from './workspace/processHost'
export { onQuery, type QueryEvent } from './queryLog/queryLog'
export { secretVariable } from './workspace/endpointOf'
