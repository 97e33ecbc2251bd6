import type { MergeCounts } from '../../../src/core/mapping/mergeRows'
import type { Finding, PlanItem } from '../../../src/core/plan/plan'
import type { Value } from '../../../src/core/util/value'

export interface OracleRow {
  readonly key: Readonly<Record<string, Value>>
  readonly quantity: Value
  readonly label: Value
}

interface Outcome {
  readonly before: Record<string, Value>
  readonly after: Record<string, Value>
  readonly invalid?: { readonly field: string; readonly message: string }
}

/** What a mapping of quantity and label finds, by comparing each row with every other one. */
export function mergeOracle(
  source: readonly OracleRow[],
  target: readonly OracleRow[],
  options: { readonly transforms: boolean },
): { readonly items: readonly PlanItem[]; readonly counts: MergeCounts } {
  const items: PlanItem[] = []
  const counts = noCounts(source.length, target.length)
  const find = (finding: Finding) => items.push({ kind: 'finding', finding })
  for (const { key } of source.filter(hasNull))
    find({ kind: 'nullKey', side: 'source', key, rows: 1 })
  for (const { key } of target.filter(hasNull))
    find({ kind: 'nullKey', side: 'target', key, rows: 1 })
  counts.nullKeys = source.filter(hasNull).length
  counts.targetNullKeys = target.filter(hasNull).length

  for (const key of differentKeys([...source, ...target].filter((row) => !hasNull(row)))) {
    const given = source.filter((row) => sameKey(row.key, key))
    const present = target.filter((row) => sameKey(row.key, key))
    const [one, other] = [given[0], present[0]]
    if (given.length > 1) find({ kind: 'duplicateKey', side: 'source', key, rows: given.length })
    if (present.length > 1) {
      find({ kind: 'duplicateKey', side: 'target', key, rows: present.length })
      counts.targetDuplicateKeys++
    }
    if (given.length > 1 || present.length > 1) counts.duplicateKeys += given.length
    else if (one !== undefined && other === undefined) {
      counts.notFound++
      find({ kind: 'notFound', side: 'source', key, rows: 1 })
    } else if (one !== undefined && other !== undefined) {
      counts.matched++
      judge(compareRows(one, other, options), key, items, counts)
    }
  }
  return { items, counts }
}

function judge(
  { before, after, invalid }: Outcome,
  key: OracleRow['key'],
  items: PlanItem[],
  counts: MergeCounts,
): void {
  if (invalid !== undefined) {
    counts.invalidRows++
    items.push({
      kind: 'finding',
      finding: { kind: 'invalid', side: 'source', key, rows: 1, ...invalid },
    })
    return
  }
  const fields = Object.keys(after)
  if (fields.length === 0) return
  counts.updated++
  for (const field of fields) counts.fieldUpdates[field] = (counts.fieldUpdates[field] ?? 0) + 1
  const change = { op: 'update', table: 'public.parts', key, before, after } as const
  items.push({ kind: 'change', change })
}

function compareRows(
  given: OracleRow,
  present: OracleRow,
  { transforms }: { readonly transforms: boolean },
): Outcome {
  const outcome: Outcome = { before: {}, after: {} }
  const { quantity } = given
  if (quantity === 'x')
    return { ...outcome, invalid: { field: 'quantity', message: '"x" is not a number' } }
  if (numberOf(quantity) !== numberOf(present.quantity)) {
    outcome.before['quantity'] = present.quantity
    outcome.after['quantity'] = quantity?.trim() ?? null
  }
  const trimmed = transforms ? (given.label?.trim() ?? null) : given.label
  const label = transforms && trimmed === '' ? null : trimmed
  if (label === present.label) return outcome
  if (label === null)
    return {
      ...outcome,
      invalid: { field: 'label', message: 'the value is null and "label" is not null' },
    }
  outcome.before['label'] = present.label
  outcome.after['label'] = label
  return outcome
}

/** The few numbers that the tests use are exact in JavaScript. */
function numberOf(text: Value): number | null {
  return text === null ? null : Number(text) + 0
}

function hasNull({ key }: OracleRow): boolean {
  return Object.values(key).includes(null)
}

function sameKey(a: OracleRow['key'], b: OracleRow['key']): boolean {
  return a['job'] === b['job'] && a['release'] === b['release']
}

function differentKeys(rows: readonly OracleRow[]): readonly OracleRow['key'][] {
  const keys = rows.map((row) => row.key)
  return keys.filter((key, index) => keys.findIndex((other) => sameKey(key, other)) === index)
}

function noCounts(totalSource: number, totalTarget: number): MergeCounts {
  return {
    totalSource,
    totalTarget,
    matched: 0,
    notFound: 0,
    updated: 0,
    duplicateKeys: 0,
    nullKeys: 0,
    invalidRows: 0,
    targetDuplicateKeys: 0,
    targetNullKeys: 0,
    fieldUpdates: { quantity: 0, label: 0 },
  }
}
