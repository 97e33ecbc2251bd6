/** What the page shows of a plan. */
import type { Change, NumberedChange, Finding, Plan, PlanEnd, Run } from '../../core/index'
import { describeAmbiguity } from '../results/describePlan'
import { matcherViews, pinViews, strategyView, typeViews } from './aboutView'
import { shownAfter } from '../rows/shownChange'
import { excerptPair } from './excerpt'
import { keyCells, keyNames, keyOfChange, keyOfFinding } from './keyCells'
import { stepCounters, stepFacts, stepFields, stepWord } from './stepView'
import type {
  AppliedView,
  ChangeView,
  Counter,
  EndView,
  FieldView,
  FindingView,
  PlanView,
} from './protocol'

/** `notFound` is the number of findings of that kind; all others are problems. */
export function planView(plan: Plan, notFound: number): PlanView {
  return {
    id: plan.id,
    kind: plan.kind,
    title: plan.title,
    createdAt: plan.createdAt,
    definition: plan.definition?.path ?? null,
    source: plan.source === undefined ? null : endView(plan.source),
    target: endView(plan.target),
    key: keyNames(plan),
    fields: plan.steps === true ? stepFields(plan) : fieldViews(plan),
    counters: plan.steps === true ? stepCounters(plan) : counters(plan),
    steps: plan.steps === true,
    hazards: plan.hazards,
    types: typeViews(plan),
    strategy: strategyView(plan),
    matchers: matcherViews(plan),
    pins: pinViews(plan),
    changes: plan.changes,
    conflicts: plan.undecided,
    goesBack: plan.companion !== undefined,
    records: plan.kind === 'ingest' || (plan.commonState !== undefined && plan.kind === 'mapping'),
    hasOps: hasOps(plan),
    notFound,
    problems: plan.findings - notFound,
  }
}

function endView({ environment, address }: PlanEnd): EndView {
  return { environment, address }
}

const labels: Readonly<Record<string, string>> = {
  totalSource: 'Source rows',
  totalTarget: 'Target rows',
  notInSource: 'Not in the source',
  inserted: 'To insert',
  deleted: 'To delete',
  kept: 'Left as they are',
  processed: 'Records read',
  created: 'New',
  quarantined: 'Cannot be used',
  edited: 'Edited since the run',
  failed: 'Cannot be used',
  deactivated: 'No longer active',
  lost: 'Links that lead nowhere',
  renamed: 'Perhaps renamed',
  formulaErrors: 'Failed formulas',
}

/** What is called otherwise in a sync. */
const syncLabels: Readonly<Record<string, string>> = {
  kept: 'Kept by the database',
  vanished: 'Not in the export',
}

/** Numbers that only matter when they are not zero. */
const troubles = new Set([
  'errors',
  'duplicateKeys',
  'nullKeys',
  'rejected',
  'quarantined',
  'edited',
  'failed',
])
const details = new Set([
  'repeated',
  'vanished',
  'duplicateKeys',
  'nullKeys',
  'notInSource',
  'inserted',
  'deleted',
  'sentBack',
  'kept',
  'undecided',
  'targetDuplicateKeys',
  'targetNullKeys',
  'failed',
  'deactivated',
  'lost',
  'renamed',
  'formulaErrors',
])

/** The summary's numbers in its own order, in words that users know. */
export function counters(plan: Plan): readonly Counter[] {
  const { kind, summary } = plan
  const list: Counter[] = []
  for (const [name, count] of Object.entries(summary)) {
    if (typeof count !== 'number' || (details.has(name) && count === 0)) continue
    // Every version of a record is one: new and changed ones are told apart.
    if ((kind === 'ingest' || kind === 'airtable') && name === 'inserted') continue
    // What an undo takes back may all be rows that come or go.
    if (kind === 'undo' && name === 'updated' && count === 0 && hasOps(plan)) continue
    list.push({ label: labelOf(name, kind), count, alarming: troubles.has(name) })
  }
  return list
}

function labelOf(name: string, kind: Plan['kind']): string {
  if (kind === 'airtable' && name in syncLabels) return syncLabels[name] ?? ''
  if (name === 'updated') return kind === 'undo' ? 'To take back' : 'To update'
  return labels[name] ?? inWords(name)
}

/** `notFound` → `Not found` */
function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Rows that come or go have all of their fields. */
function hasOps({ summary }: Plan): boolean {
  return Number(summary['inserted'] ?? 0) + Number(summary['deleted'] ?? 0) > 0
}

function fieldViews(plan: Plan): readonly FieldView[] {
  const { summary, fields, target } = plan
  const updates = summary['fieldUpdates']
  if (typeof updates !== 'object') return fields.map((name) => ({ name, count: null }))
  if (hasOps(plan)) {
    const isUpdated = (name: string): boolean => (updates[name] ?? 0) > 0
    // Most fields of several tables are no field of a row: what updates change is not to be looked for behind all of them.
    const first = target.tables.length > 1 ? fields.filter(isUpdated) : []
    return [...new Set([...first, ...fields])].map((name) => ({ name, count: null }))
  }
  return fields
    .map((name) => ({ name, count: updates[name] ?? 0 }))
    .filter(({ count }) => count > 0)
}

/** One change as a line of the grid: long values are shortened around what differs. */
export function changeView(
  { ordinal, change }: NumberedChange,
  { key, fields, steps }: Pick<PlanView, 'key' | 'fields' | 'steps'>,
): ChangeView {
  return {
    ordinal,
    ...opOf(change, steps),
    matchedBy: change.matchedBy ?? '',
    key: keyCells(key, keyOfChange(change)),
    fields: steps ? stepFacts(change, fields) : changedFields(change, fields),
    conflicts: conflictsOf(change, fields),
  }
}

/** A version of a record that comes after another one is shown as its update. */
function opOf({ op, version }: Change, steps: boolean): Pick<ChangeView, 'op' | 'word'> {
  if (steps) return { op, word: stepWord(op) }
  if (version === undefined) return { op }
  return version.known === null ? { op, word: 'new' } : { op: 'update', word: 'changed' }
}

/** Old and new value of each field that a change touches. */
export function changedFields(
  change: Pick<Change, 'before' | 'after' | 'references'>,
  fields: PlanView['fields'],
): ChangeView['fields'] {
  const { before } = change
  const after = shownAfter(change)
  return fields.flatMap(({ name }, index) =>
    name in after || name in before
      ? [[index, ...excerptPair(before[name] ?? null, after[name] ?? null)] as const]
      : [],
  )
}

function conflictsOf({ conflict }: Change, fields: PlanView['fields']): readonly number[] {
  if (conflict === undefined) return []
  return fields.flatMap(({ name }, index) => (name in conflict.fields ? [index] : []))
}

const problems: Readonly<Record<Finding['kind'], string>> = {
  notFound: 'not found',
  notInSource: 'not in the source',
  duplicateKey: 'duplicate key',
  nullKey: 'null in the key',
  invalid: 'invalid value',
  undecided: 'no side is newer',
  ambiguous: 'ambiguous match',
  edited: 'edited since the run',
  renamed: 'perhaps renamed',
  lostLink: 'link leads nowhere',
  kept: 'kept by the database',
}

/** Of a duplicate key there are several rows, and null finds none. */
const inTarget = new Set<Finding['kind']>(['notInSource', 'invalid', 'undecided', 'edited'])

export function findingView(finding: Finding, { key }: PlanView): FindingView {
  return {
    problem: problems[finding.kind],
    side: finding.side,
    key: keyCells(key, keyOfFinding(finding)),
    rows: finding.rows,
    field: finding.field ?? '',
    message: reasonOf(finding),
    inTarget: inTarget.has(finding.kind) && finding.record === undefined,
  }
}

function reasonOf({ message = '', ambiguity }: Finding): string {
  return ambiguity === undefined ? message : describeAmbiguity(ambiguity)
}

/** What a run kept of what it could not use was no change of its plan. */
export function appliedView({ id, status, counts }: Run, plan: Plan): AppliedView {
  return { runId: id, status, ...changeCounts(counts, plan) }
}

/** How many of a plan's changes have which outcome. */
export function changeCounts(
  { total, failed, ...counts }: Run['counts'],
  plan: Plan,
): Run['counts'] {
  const kept = Math.max(0, total - plan.changes)
  return { ...counts, total: total - kept, failed: failed - kept }
}
