/**
 * The three-way merge: with what both sides last had in common it is known which side has changed a value since.
 * What one side has changed goes to the other; where both have, the mapping's conflict strategy decides.
 */
import type { Column } from '../../database/table'
import type { CommonRow } from '../../ledger/commonState'
import { keyHash } from '../../ledger/commonState'
import type { Finding, PlanItem, RowConflict } from '../../plan/plan'
import type { Row, Value } from '../../util/value'
import { isSame, nullFault } from '../carryField'
import type { MergeCounts } from '../mergeCounts'
import type { MergeItem, TwoWayField, TwoWayRow } from './twoWay'

export interface Directions {
  /** `schema.name` of both tables. */
  readonly table: string
  readonly sourceTable: string
  /** The target's columns in the order of the definition. */
  readonly fields: readonly string[]
  readonly key: readonly { readonly source: Column; readonly target: Column }[]
  /** What both sides last had in common, by the key's hash. */
  readCommon(keys: readonly CommonRow['key'][]): Promise<ReadonlyMap<string, Row>>
}

/** Rows that are looked up in the common state at once, and items that wait for them at most. */
const LOOK_UP = 500
const WAITING = 2000

/** Passes all other items on, in their order. */
export async function* judgeDirections(
  directions: Directions,
  items: AsyncIterable<MergeItem>,
  counts: MergeCounts,
): AsyncGenerator<PlanItem> {
  let waiting: MergeItem[] = []
  let rows = 0
  for await (const item of items) {
    if (item.kind === 'twoWay') rows++
    else if (rows === 0) {
      yield item
      continue
    }
    waiting.push(item)
    if (rows < LOOK_UP && waiting.length < WAITING) continue
    yield* judgeAll(directions, waiting, counts)
    waiting = []
    rows = 0
  }
  yield* judgeAll(directions, waiting, counts)
}

async function* judgeAll(
  directions: Directions,
  items: readonly MergeItem[],
  counts: MergeCounts,
): AsyncGenerator<PlanItem> {
  const keys = items.flatMap((item) => (item.kind === 'twoWay' ? [item.key] : []))
  const common = await directions.readCommon(keys)
  for (const item of items)
    if (item.kind === 'twoWay')
      yield* itemsOf(directions, item, common.get(keyHash(item.key)), counts)
    else yield item
}

type Way =
  | { readonly go: 'forth' | 'back' | 'stay' }
  | { readonly go: 'ask'; readonly base: Value | undefined }
  | { readonly go: 'undecided'; readonly reason: string }

/** `base` is undefined where the common state does not know the row. */
function wayOf({ field, carried, present, verdict }: TwoWayField, base: Row | undefined): Way {
  const known = knownOf(base, field)
  if (known !== undefined) {
    const targetChanged = !isSame(field, known, present)
    if (!targetChanged) return { go: 'forth' }
    if (field.conflict.kind === 'skipIfTargetChanged') return { go: 'stay' }
    if (isSame(field, carried, known)) return { go: 'back' }
  }
  if (verdict === 'keep' && isLeft(field.conflict.kind, carried)) return { go: 'stay' }
  if (verdict === 'ask') return { go: 'ask', base: known }
  if (verdict === 'write') return { go: 'forth' }
  if (verdict === 'keep') return { go: 'back' }
  return { go: 'undecided', reason: verdict.undecided }
}

/** Undefined where the common state does not know the field. */
function knownOf(base: Row | undefined, { target: { name } }: TwoWayField['field']) {
  return base !== undefined && Object.hasOwn(base, name) ? (base[name] ?? null) : undefined
}

/** Where a strategy says only what the target gets, and it gets nothing, the source gets nothing either. */
function isLeft(kind: TwoWayField['field']['conflict']['kind'], carried: Value): boolean {
  if (kind === 'fillEmpty') return carried !== null && !/^ *$/.test(carried)
  return kind === 'skipIfTargetChanged'
}

/** What is collected of one row. */
interface Draft {
  readonly before: [string, Value][]
  readonly after: [string, Value][]
  readonly backBefore: [string, Value][]
  readonly backAfter: [string, Value][]
  readonly asked: [string, RowConflict['fields'][string]][]
  readonly findings: Omit<Finding, 'key' | 'rows'>[]
}

function itemsOf(
  directions: Directions,
  row: TwoWayRow,
  base: Row | undefined,
  counts: MergeCounts,
): readonly PlanItem[] {
  const draft: Draft = {
    before: Object.entries(row.before),
    after: Object.entries(row.after),
    backBefore: [],
    backAfter: [],
    asked: Object.entries(row.asked),
    findings: [],
  }
  const ways = row.fields.map((two) => ({ two, way: wayOf(two, base) }))
  for (const { two, way } of ways) send(two, way, draft)
  const isBlind = ({ two: { field }, way: { go } }: (typeof ways)[number]) =>
    (go === 'forth' || go === 'back') && knownOf(base, field) === undefined
  if (ways.some(isBlind)) counts.decidedBlindly++
  const key = keyOf(directions, 'target', row.key)
  const sourceKey = keyOf(directions, 'source', row.key)
  const items: PlanItem[] = []
  if (draft.after.length > 0) {
    counts.updated++
    for (const [name] of draft.after)
      counts.fieldUpdates[name] = (counts.fieldUpdates[name] ?? 0) + 1
    const change = {
      op: 'update' as const,
      table: directions.table,
      key,
      before: inOrder(directions, draft.before),
      after: inOrder(directions, draft.after),
    }
    const fields = Object.fromEntries(draft.asked)
    items.push({
      kind: 'change',
      change: draft.asked.length === 0 ? change : { ...change, conflict: { fields, sourceKey } },
    })
  }
  if (draft.backAfter.length > 0) {
    counts.sentBack++
    const before = Object.fromEntries(draft.backBefore)
    const after = Object.fromEntries(draft.backAfter)
    const change = {
      op: 'update' as const,
      table: directions.sourceTable,
      key: sourceKey,
      before,
      after,
    }
    items.push({ kind: 'change', change, back: true })
  }
  for (const finding of draft.findings) {
    if (finding.kind === 'undecided') counts.undecided++
    else counts.invalidRows++
    items.push({ kind: 'finding', finding: { ...finding, key, rows: 1 } })
  }
  return items
}

/** Fields that go one way came first. */
function inOrder({ fields }: Directions, entries: readonly [string, Value][]): Row {
  const values = new Map(entries)
  const names = fields.filter((name) => values.has(name))
  return Object.fromEntries(names.map((name) => [name, values.get(name) ?? null]))
}

function send(two: TwoWayField, way: Way, draft: Draft): void {
  const { field, carried, present } = two
  const { name } = field.target
  switch (way.go) {
    case 'stay':
      return
    case 'undecided':
      draft.findings.push({ kind: 'undecided', side: 'source', field: name, message: way.reason })
      return
    case 'back':
      return sendBack(two, draft)
    case 'forth':
    case 'ask': {
      const fault = nullFault(field, carried)
      if (fault !== undefined) {
        draft.findings.push({ kind: 'invalid', side: 'source', field: name, message: fault })
        return
      }
      draft.before.push([name, present])
      draft.after.push([name, carried])
      if (way.go === 'ask') draft.asked.push([name, conflictOf(two, way.base)])
    }
  }
}

function sendBack(two: TwoWayField, draft: Draft): void {
  const back = backOf(two)
  if ('fault' in back) {
    const field = two.field.target.name
    draft.findings.push({ kind: 'invalid', side: 'target', field, message: back.fault })
    return
  }
  draft.backBefore.push([back.field, back.before])
  draft.backAfter.push([back.field, back.after])
}

/** Somebody may decide for the target's value even where it cannot go back: then it stays where it is. */
function conflictOf(two: TwoWayField, base: Value | undefined): RowConflict['fields'][string] {
  const back = backOf(two)
  return {
    source: two.carried,
    target: two.present,
    ...(base !== undefined && { base }),
    ...(!('fault' in back) && { back }),
  }
}

type Back =
  | { readonly field: string; readonly before: Value; readonly after: Value }
  | { readonly fault: string }

function backOf({ field, given, present }: TwoWayField): Back {
  const { back } = field
  if (back === undefined) return { fault: 'the field goes one way' }
  const { column, carrier } = back
  if (present === null)
    return column.nullable
      ? { field: column.name, before: given, after: null }
      : { fault: `the value is null and "${column.name}" of the source is not null` }
  const carried = carrier.carry(present)
  if ('invalid' in carried) return { fault: `${carried.invalid} (on its way back)` }
  return { field: column.name, before: given, after: carried.text }
}

function keyOf({ key }: Directions, side: 'source' | 'target', values: readonly Value[]): Row {
  return Object.fromEntries(
    key.map((columns, index) => [columns[side].name, values[index] ?? null]),
  )
}
