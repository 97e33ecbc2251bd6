/** A plan's numbers as the lines of its summary. */
import type { Plan, PlanSummary } from '../../core/index'
import { environmentTitle, type Noun } from './nouns'
import { visible } from './visible'

/** The lines below the summary's heading. */
export function summaryLines(plan: Plan, noun: Noun): readonly string[] {
  if (plan.kind === 'transform') return transformLines(plan, noun)
  if (plan.kind === 'ingest') return ingestLines(plan)
  if (plan.kind === 'airtable') return syncLines(plan)
  return plan.kind === 'mapping' ? mappingLines(plan, noun) : undoLines(plan, noun)
}

/** One of a summary's numbers; 0 where it has none of that name. */
export function summaryNumber(summary: PlanSummary, name: string): number {
  const value = summary[name]
  return typeof value === 'number' ? value : 0
}

/** How many rows each field is updated in, in the definition's order. */
export function fieldUpdates({ fields, summary }: Plan): readonly (readonly [string, number])[] {
  const updates = summary['fieldUpdates']
  const counts = typeof updates === 'object' ? updates : {}
  return fields.map((field) => [field, counts[field] ?? 0])
}

/** A line for a number that is there. */
function optionalLine(summary: PlanSummary) {
  return (label: string, name: string): readonly string[] => {
    const number = summaryNumber(summary, name)
    return number === 0 ? [] : [`  ${label}: ${number}`]
  }
}

function mappingLines(plan: Plan, { Many }: Noun): readonly string[] {
  const { source, target, summary } = plan
  const number = (name: string) => summaryNumber(summary, name)
  const optional = optionalLine(summary)
  const targetTitle = environmentTitle(target.environment)
  const updates = fieldUpdates(plan)
  return [
    '',
    'Database Stats:',
    `  ${environmentTitle(source?.environment ?? '')} ${Many}: ${number('totalSource')}`,
    `  ${targetTitle} ${Many}: ${number('totalTarget')}`,
    '',
    'Mapping Results:',
    `  Matched: ${number('matched')}`,
    ...matcherLines(plan),
    `  Not Found in ${targetTitle}: ${number('notFound')}`,
    ...updates.map(([field, count]) => `  ${visible(field)} Differences: ${count}`),
    ...(updates.length > 1 ? [`  ${Many} to Update: ${number('updated')}`] : []),
    ...optional(`${Many} to Insert`, 'inserted'),
    ...optional(`Not Found in ${environmentTitle(source?.environment ?? '')}`, 'notInSource'),
    ...optional(`${Many} to Delete`, 'deleted'),
    ...optional(`${Many} with Differences Left`, 'kept'),
    ...(plan.undecided > 0 ? [`  ${Many} to Decide: ${plan.undecided}`] : []),
    ...optional('Undecided', 'undecided'),
    ...optional('Duplicate Keys', 'duplicateKeys'),
    ...optional('Null Keys', 'nullKeys'),
    ...optional('Ambiguous', 'ambiguous'),
    ...optional(`Ambiguous in ${targetTitle}`, 'targetAmbiguous'),
    ...optional('Edited since the Run', 'edited'),
    ...optional('Errors', 'errors'),
  ]
}

/** How many rows each matcher has matched, in their order. */
function matcherLines({ summary }: Plan): readonly string[] {
  const { matchedBy = {} } = summary
  if (typeof matchedBy !== 'object') return []
  return Object.entries(matchedBy).map(([name, count]) => `    by ${visible(name)}: ${count}`)
}

function ingestLines({ summary }: Plan): readonly string[] {
  const line = (label: string, name: string) => `  ${label}: ${summaryNumber(summary, name)}`
  return [
    '',
    'Ingest Results:',
    line('Records Read', 'processed'),
    line('New', 'created'),
    line('Changed', 'changed'),
    line('Unchanged', 'unchanged'),
    line('Repeated', 'repeated'),
    line('Cannot Be Used', 'quarantined'),
    line('Vanished', 'vanished'),
  ]
}

/** A line for each table, and what else there is to know. */
function syncLines({ summary, sync }: Plan): readonly string[] {
  const byTable = (name: string, table: string): number => {
    const counts = summary[`${name}ByTable`]
    return typeof counts === 'object' ? (counts[table] ?? 0) : 0
  }
  const optional = optionalLine(summary)
  return [
    '',
    'Sync Results:',
    ...(sync?.tables ?? []).map(({ name, file }) => {
      const parts = ['created', 'updated', 'unchanged', 'failed', 'deactivated'] as const
      const counts = parts.map((part) => `${byTable(part, name)} ${SYNC_WORDS[part]}`)
      return `  ${visible(name)} (${visible(file)}): ${byTable('processed', name)} records: ${counts.join(', ')}`
    }),
    ...optional('Not in the Export', 'vanished'),
    ...optional('Links That Lead Nowhere', 'lost'),
    ...optional('Kept by the Database', 'kept'),
    ...optional('Perhaps Renamed', 'renamed'),
    ...optional('Failed Formulas', 'formulaErrors'),
  ]
}

const SYNC_WORDS = {
  created: 'new',
  updated: 'changed',
  unchanged: 'unchanged',
  failed: 'cannot be used',
  deactivated: 'no longer active',
} as const

function transformLines(plan: Plan, { Many }: Noun): readonly string[] {
  const number = (name: string) => summaryNumber(plan.summary, name)
  const updates = fieldUpdates(plan).filter(([, count]) => count > 0)
  return [
    '',
    'Transform Results:',
    `  ${Many} to Insert: ${number('inserted')}`,
    `  ${Many} to Update: ${number('updated')}`,
    ...updates.map(([field, count]) => `    ${visible(field)}: ${count}`),
    `  ${Many} to Delete: ${number('deleted')}`,
    `  Rejected: ${number('rejected')}`,
  ]
}

function undoLines(plan: Plan, { Many }: Noun): readonly string[] {
  const updates = fieldUpdates(plan).filter(([, count]) => count > 0)
  const optional = optionalLine(plan.summary)
  return [
    '',
    'Undo Results:',
    `  ${Many} to Take Back: ${plan.changes}`,
    ...updates.map(([field, count]) => `  ${visible(field)} Differences: ${count}`),
    ...optional(`${Many} to Insert`, 'inserted'),
    ...optional(`${Many} to Delete`, 'deleted'),
  ]
}
