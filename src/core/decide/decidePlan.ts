/**
 * Decisions on conflicts are a planner of their own: from a plan and what was decided comes another plan. So what
 * is applied is again exactly what somebody saw, and the applier knows nothing of conflicts.
 */
import { displayTable } from '../database/table'
import type { Change, Plan, PlanConclusion, PlanHeader, PlanItem } from '../plan/plan'
import type { PlanFile } from '../plan/planFile'
import type { BackHeader, PlanStream } from '../plan/writePlanFile'
import { decideChange, type DecidedChange } from './decideChange'
import { UsageError } from '../util/errors'
import { checkDecision, sidesOf, type Decisions } from './decisions'

export interface DecidedPlan {
  readonly header: PlanHeader
  readonly back: BackHeader | undefined
  readonly stream: PlanStream
}

/** `companion` is the open file of the plan's other direction, where it has one. */
export async function decidePlan(
  file: PlanFile,
  companion: PlanFile | undefined,
  decisions: Decisions,
): Promise<DecidedPlan> {
  return {
    header: headerOf(file.plan),
    back: companion === undefined ? await newBackHeader(file) : backHeaderOf(file, companion),
    stream: decide(file, companion, decisions),
  }
}

function headerOf(plan: Plan): PlanHeader {
  const { kind, title, definition, undoes, source, target, key, fields, id } = plan
  const { commonState, types, strategy } = plan
  return {
    kind,
    title,
    ...(definition !== undefined && { definition }),
    ...(undoes !== undefined && { undoes }),
    decides: id,
    ...(commonState !== undefined && { commonState }),
    ...(types !== undefined && { types }),
    ...(strategy !== undefined && { strategy }),
    ...(source !== undefined && { source }),
    target,
    key,
    fields,
  }
}

function backHeaderOf({ plan }: PlanFile, companion: PlanFile): BackHeader {
  const { definition } = plan
  return {
    header: {
      ...headerOf(companion.plan),
      goesBack: true,
      decides: companion.plan.id,
      ...(definition && { definition }),
    },
    hazardsOf: () => companion.plan.hazards,
  }
}

/** What goes back goes to the plan's source. */
async function newBackHeader(file: PlanFile): Promise<BackHeader | undefined> {
  const { kind, source, target, definition, id, hazards } = file.plan
  if (source === undefined) return undefined
  const { key, fields } = await sourceColumns(file)
  const header: PlanHeader = {
    kind,
    goesBack: true,
    title: `${source.tables[0]?.name ?? ''}: ${target.environment} → ${source.environment}`,
    ...(definition !== undefined && { definition }),
    decides: id,
    source: target,
    target: source,
    key,
    fields,
  }
  return { header, hazardsOf: () => hazards }
}

/** Which columns of the source are a row's key and may get values of the target, in the definition's order. */
async function sourceColumns(file: PlanFile) {
  let { key } = file.plan
  const names = new Map<string, string>()
  for await (const { conflict } of file.changes()) {
    if (conflict?.sourceKey !== undefined) key = Object.keys(conflict.sourceKey)
    for (const [field, { back }] of Object.entries(conflict?.fields ?? {}))
      if (back !== undefined) names.set(field, back.field)
  }
  return { key, fields: file.plan.fields.flatMap((field) => names.get(field) ?? []) }
}

async function* decide(
  file: PlanFile,
  companion: PlanFile | undefined,
  decisions: Decisions,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const backs = new Map<string, NonNullable<DecidedChange['back']>>()
  const counts = new FieldCounts()
  const open = new Set(Object.keys(decisions.rows))
  let ordinal = 0
  for await (const change of file.changes()) {
    open.delete(String(ordinal))
    const decided = decideOne(change, decisions, ordinal++)
    if (decided.back !== undefined) backs.set(keyOf(decided.back.key), decided.back)
    if (decided.forth === undefined) continue
    counts.add(decided.forth)
    yield { kind: 'change', change: decided.forth }
  }
  requireNone([...open])
  for await (const item of backChanges(file.plan, companion, backs)) {
    counts.sentBack++
    yield item
  }
  for await (const finding of file.findings()) yield { kind: 'finding', finding }
  const { hazards, sync } = file.plan
  return { summary: counts.summaryOf(file.plan), hazards, ...(sync !== undefined && { sync }) }
}

/** Whoever decides what is not there means something else. */
function requireNone([ordinal]: readonly string[]): void {
  if (ordinal === undefined) return
  throw new UsageError(`change ${ordinal} was decided, and the plan has none of that number`, {
    mend: 'count the changes of this plan from 0',
  })
}

function decideOne(change: Change, decisions: Decisions, ordinal: number): DecidedChange {
  const { conflict } = change
  checkDecision(decisions, ordinal, conflict)
  if (conflict === undefined) return { forth: change, back: undefined }
  return decideChange(change, conflict, sidesOf(decisions, ordinal, conflict))
}

/** One change a row: what was decided joins what goes back to that row anyway. */
async function* backChanges(
  plan: Plan,
  companion: PlanFile | undefined,
  backs: Map<string, NonNullable<DecidedChange['back']>>,
): AsyncGenerator<PlanItem> {
  for await (const change of companion?.changes() ?? []) {
    const key = keyOf(change.key)
    const more = backs.get(key)
    backs.delete(key)
    const before = { ...change.before, ...more?.before }
    const after = { ...change.after, ...more?.after }
    yield { kind: 'change', change: { ...change, before, after }, back: true }
  }
  const [table] = plan.source?.tables ?? []
  if (table === undefined) return
  for (const back of backs.values()) {
    const change = { op: 'update' as const, table: displayTable(table), ...back }
    yield { kind: 'change', change, back: true }
  }
}

function keyOf(key: Change['key']): string {
  return JSON.stringify(Object.values(key))
}

class FieldCounts {
  sentBack = 0
  private updated = 0
  private readonly fields: Record<string, number> = {}

  add({ op, after }: Change): void {
    if (op !== 'update') return
    this.updated++
    for (const field of Object.keys(after)) this.fields[field] = (this.fields[field] ?? 0) + 1
  }

  summaryOf({ summary }: Plan): Plan['summary'] {
    const before = typeof summary['fieldUpdates'] === 'object' ? summary['fieldUpdates'] : {}
    const none = Object.fromEntries(Object.keys(before).map((field) => [field, 0]))
    const back = 'sentBack' in summary && { sentBack: this.sentBack }
    return { ...summary, ...back, updated: this.updated, fieldUpdates: { ...none, ...this.fields } }
  }
}
