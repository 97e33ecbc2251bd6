import type { MergeCounts } from '../../../../src/core/mapping/mergeCounts'
import { newCounts } from '../../../../src/core/mapping/mergeCounts'
import type { Finding, PlanItem } from '../../../../src/core/plan/plan'
import type { Value } from '../../../../src/core/util/value'
import { isSame, winnerOf, type Part, type Strategy } from './conflictOracle'

/** What the mapping of `parts` says: quantity and label are carried by job and release. */
export interface Rules {
  readonly transforms: boolean
  readonly tolerance: boolean
  readonly quantity: Strategy
  readonly label: Strategy
  readonly inTarget: 'report' | 'insert'
  readonly inSource: 'ignore' | 'report' | 'delete'
  /** The target has a `where`. Rows that it hides arrive only where rows are inserted. */
  readonly where: boolean
}

export interface Expected {
  readonly items: readonly PlanItem[]
  readonly counts: MergeCounts
}

/** What the mapping finds, by comparing each row with every other one. */
export function mergeOracle(
  source: readonly Part[],
  target: readonly Part[],
  rules: Rules,
): Expected {
  const items: PlanItem[] = []
  const counts = newCounts(['quantity', 'label'])
  const find = (finding: Finding) => items.push({ kind: 'finding', finding })
  const whole = target.filter((row) => !hasNull(row))
  for (const row of source.filter(hasNull))
    find({ kind: 'nullKey', side: 'source', key: keyOf(row), rows: 1 })
  for (const row of target.filter(hasNull))
    find({ kind: 'nullKey', side: 'target', key: keyOf(row), rows: 1 })
  counts.nullKeys = source.filter(hasNull).length
  counts.targetNullKeys = target.filter(hasNull).length
  for (const [text, given] of groups([...source.filter((row) => !hasNull(row)), ...whole])) {
    const of = (rows: readonly Part[]) => given.filter((row) => rows.includes(row))
    judge(
      { key: keyOf(JSON.parse(text) as Part), given: of(source), present: of(target) },
      rules,
      items,
      counts,
    )
  }
  counts.totalSource = source.length
  counts.totalTarget =
    counts.matched + counts.notInSource + counts.targetDuplicateKeys + counts.targetNullKeys
  counts.differences = items.length
  return { items, counts }
}

interface Group {
  readonly key: Readonly<Record<string, Value>>
  readonly given: readonly Part[]
  readonly present: readonly Part[]
}

function judge(
  { key, given, present }: Group,
  rules: Rules,
  items: PlanItem[],
  counts: MergeCounts,
) {
  const find = ({ kind, side, ...rest }: Omit<Finding, 'key'>) =>
    items.push({ kind: 'finding', finding: { kind, side, key, ...rest } })
  const [one, other] = [given[0], present[0]]
  const allHidden = present.length > 0 && present.every((row) => row.hidden === true)
  const seen = allHidden ? [] : present
  if (given.length > 1) find({ kind: 'duplicateKey', side: 'source', rows: given.length })
  if (seen.length > 1) {
    find({ kind: 'duplicateKey', side: 'target', rows: seen.length })
    counts.targetRepeatedKeys++
  }
  if (given.length > 1 || seen.length > 1) {
    counts.duplicateKeys += given.length
    counts.targetDuplicateKeys += seen.length
  } else if (one !== undefined && allHidden) {
    counts.notFound++
    counts.hidden++
    const message = 'the target has the row, and its "where" leaves it out'
    find({ kind: 'notFound', side: 'source', rows: 1, message })
  } else if (one !== undefined && other === undefined) missing(one, rules, items, counts)
  else if (one === undefined && seen[0] !== undefined) superfluous(seen[0], rules, items, counts)
  else if (one !== undefined && other !== undefined) {
    counts.matched++
    match(one, other, rules, items, counts)
  }
}

function missing(row: Part, rules: Rules, items: PlanItem[], counts: MergeCounts) {
  const key = keyOf(row)
  counts.notFound++
  if (rules.inTarget === 'report') {
    items.push({ kind: 'finding', finding: { kind: 'notFound', side: 'source', key, rows: 1 } })
    return
  }
  const label = labelOf(row, rules)
  const fault =
    row.quantity === 'x'
      ? { field: 'quantity', message: '"x" is not a number' }
      : label === null
        ? { field: 'label', message: 'the value is null and "label" is not null' }
        : undefined
  if (fault !== undefined) {
    counts.invalidRows++
    items.push({
      kind: 'finding',
      finding: { kind: 'invalid', side: 'source', key, rows: 1, ...fault },
    })
    return
  }
  counts.inserted++
  const after = { ...key, quantity: row.quantity?.trim() ?? null, label }
  items.push({
    kind: 'change',
    change: { op: 'insert', table: 'public.parts', key, before: {}, after },
  })
}

function superfluous(row: Part, { inSource }: Rules, items: PlanItem[], counts: MergeCounts) {
  const key = keyOf(row)
  counts.notInSource++
  if (inSource === 'report')
    items.push({ kind: 'finding', finding: { kind: 'notInSource', side: 'target', key, rows: 1 } })
  if (inSource !== 'delete') return
  counts.deleted++
  const { quantity, label, stamp, note = null } = row
  const before = { ...key, quantity, label, stamp, note }
  items.push({
    kind: 'change',
    change: { op: 'delete', table: 'public.parts', key, before, after: {} },
  })
}

function match(given: Part, present: Part, rules: Rules, items: PlanItem[], counts: MergeCounts) {
  const key = keyOf(given)
  const fields = [
    {
      name: 'quantity',
      strategy: rules.quantity,
      from: given.quantity?.trim() ?? null,
      to: present.quantity,
    },
    { name: 'label', strategy: rules.label, from: labelOf(given, rules), to: present.label },
  ] as const
  const before: Record<string, Value> = {}
  const after: Record<string, Value> = {}
  const asked: Record<string, { source: Value; target: Value }> = {}
  const undecided: (readonly [field: string, reason: string])[] = []
  let keeps = false
  for (const { name, strategy, from, to } of fields) {
    const invalid = name === 'quantity' && from === 'x' ? '"x" is not a number' : undefined
    if (invalid === undefined && isSame(name, [from, to], rules.tolerance ? 0.5 : 0)) continue
    if (invalid !== undefined && strategy !== 'targetWins')
      return invalidRow(key, name, invalid, items, counts)
    const winner =
      invalid === undefined ? winnerOf(strategy, name, [from, to], [given, present]) : 'target'
    if (typeof winner === 'object') undecided.push([name, winner.reason])
    else if (winner === 'target') keeps = true
    else if (name === 'label' && from === null)
      return invalidRow(key, name, 'the value is null and "label" is not null', items, counts)
    else {
      before[name] = to
      after[name] = from
      if (winner === 'ask') asked[name] = { source: from, target: to }
    }
  }
  if (keeps) counts.kept++
  if (Object.keys(after).length > 0) {
    counts.updated++
    for (const name of Object.keys(after))
      counts.fieldUpdates[name] = (counts.fieldUpdates[name] ?? 0) + 1
    const conflict = Object.keys(asked).length > 0 && { conflict: { fields: asked } }
    items.push({
      kind: 'change',
      change: { op: 'update', table: 'public.parts', key, before, after, ...conflict },
    })
  }
  const [first] = undecided
  if (first === undefined) return
  counts.undecided++
  const told =
    undecided.length > 1
      ? { message: `"quantity", "label" differ: ${first[1]}` }
      : { field: first[0], message: first[1] }
  items.push({
    kind: 'finding',
    finding: { kind: 'undecided', side: 'source', key, rows: 1, ...told },
  })
}

function invalidRow(
  key: Group['key'],
  field: string,
  message: string,
  items: PlanItem[],
  counts: MergeCounts,
) {
  counts.invalidRows++
  const finding = { kind: 'invalid', side: 'source', key, rows: 1, field, message } as const
  items.push({ kind: 'finding', finding })
}

function labelOf({ label }: Part, { transforms }: Rules): Value {
  const trimmed = transforms ? (label?.trim() ?? null) : label
  return transforms && trimmed === '' ? null : trimmed
}

function hasNull({ job, release }: Part): boolean {
  return job === null || release === null
}

function keyOf({ job, release }: Part): Readonly<Record<string, Value>> {
  return { job, release }
}

function groups(rows: readonly Part[]): ReadonlyMap<string, readonly Part[]> {
  const found = new Map<string, Part[]>()
  for (const row of rows) {
    const text = JSON.stringify(keyOf(row))
    found.set(text, [...(found.get(text) ?? []), row])
  }
  return found
}
