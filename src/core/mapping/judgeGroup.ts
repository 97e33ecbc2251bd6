/** What becomes of the rows of one key, once it is known how many there are on each side. */
import type { Change, Finding, PlanItem } from '../plan/plan'
import type { Row, Value } from '../util/value'
import type { MergeItem } from './bothWays/twoWay'
import type { Difference, Differing } from './difference'
import type { MergeCounts } from './mergeCounts'
import type { MergeInput } from './mergeRows'

export interface Group {
  readonly sourceRows: number
  readonly targetRows: number
  /** Those of the target's rows that its `where` hides. */
  readonly hiddenRows: number
  /** Of the first rows. */
  readonly difference: Difference | undefined
}

/** Counts the rows and yields the changes and findings that there are. */
export function* judgeGroup(
  input: MergeInput,
  counts: MergeCounts,
  group: Group,
): Generator<MergeItem> {
  for (const item of itemsOf(input, counts, group)) {
    counts.differences++
    yield item
  }
}

function itemsOf(input: MergeInput, counts: MergeCounts, group: Group): readonly MergeItem[] {
  const { sourceRows, targetRows, hiddenRows, difference } = group
  // A key that is unique only among the rows that count would be found more than once by the applier.
  const isHidden = hiddenRows === targetRows && targetRows > 0
  if (sourceRows > 1 || (targetRows > 1 && !isHidden)) return duplicates(input, counts, group)
  if (isHidden) return sourceRows === 0 ? [] : hiddenPartner(input, counts)
  if (targetRows === 0) counts.notFound++
  else if (sourceRows === 0) counts.notInSource++
  else counts.matched++
  return difference === undefined ? [] : itemsOfRow(input, counts, difference)
}

/** What there is to say of one row, or of two partners; the counts but for `matched` and its like. */
export function itemsOfRow(
  input: Pick<MergeInput, 'table' | 'keyNames'>,
  counts: MergeCounts,
  difference: Difference,
): readonly MergeItem[] {
  const key = keyRow(input, difference.key)
  const { table } = input
  switch (difference.kind) {
    case 'differing':
      return differing(input, counts, difference)
    case 'invalid': {
      counts.invalidRows++
      const { field, message } = difference
      return [finding({ kind: 'invalid', side: 'source', key, rows: 1, field, message })]
    }
    case 'inserted':
      counts.inserted++
      return [
        change({
          op: 'insert',
          table,
          key: keyOf(input, difference.after),
          before: {},
          after: difference.after,
        }),
      ]
    case 'deleted':
      counts.deleted++
      return [change({ op: 'delete', table, key, before: difference.before, after: {} })]
    case 'notFound':
      return [finding({ kind: 'notFound', side: 'source', key, rows: 1 })]
    case 'notInSource':
      return [finding({ kind: 'notInSource', side: 'target', key, rows: 1 })]
  }
}

function differing(
  input: Pick<MergeInput, 'table' | 'keyNames'>,
  counts: MergeCounts,
  { key: values, before, after, asked, both, keeps, undecided }: Differing,
): readonly MergeItem[] {
  const key = keyRow(input, values)
  const items: MergeItem[] = []
  const fields = Object.keys(after)
  if (keeps) counts.kept++
  if (both.length > 0)
    items.push({ kind: 'twoWay', key: values, before, after, asked, fields: both })
  else if (fields.length > 0) {
    counts.updated++
    for (const field of fields) counts.fieldUpdates[field] = (counts.fieldUpdates[field] ?? 0) + 1
    const conflict = Object.keys(asked).length > 0 && { conflict: { fields: asked } }
    items.push(change({ op: 'update', table: input.table, key, before, after, ...conflict }))
  }
  const [first] = undecided
  if (first !== undefined) {
    counts.undecided++
    const message =
      undecided.length === 1
        ? first.reason
        : `${undecided.map(({ field }) => `"${field}"`).join(', ')} differ: ${first.reason}`
    const field = undecided.length === 1 && { field: first.field }
    items.push(finding({ kind: 'undecided', side: 'source', key, rows: 1, ...field, message }))
  }
  return items
}

/** The row behind the reader is there, and only hidden: inserting it would make a second one. */
function hiddenPartner(input: MergeInput, counts: MergeCounts): readonly PlanItem[] {
  counts.notFound++
  counts.hidden++
  const key = keyRow(input, input.source.lastKey())
  const message = 'the target has the row, and its "where" leaves it out'
  return [finding({ kind: 'notFound', side: 'source', key, rows: 1, message })]
}

/** The rows of a repeated key are behind the reader, but the reader remembers the key. */
function duplicates(
  input: MergeInput,
  counts: MergeCounts,
  { sourceRows, targetRows, hiddenRows }: Group,
): readonly PlanItem[] {
  const countedRows = hiddenRows === targetRows ? 0 : targetRows
  counts.duplicateKeys += sourceRows
  counts.targetDuplicateKeys += countedRows
  const items: PlanItem[] = []
  if (sourceRows > 1) {
    const key = keyRow(input, input.source.lastKey())
    items.push(finding({ kind: 'duplicateKey', side: 'source', key, rows: sourceRows }))
  }
  if (countedRows > 1) {
    counts.targetRepeatedKeys++
    const key = keyRow(input, input.target.lastKey())
    items.push(finding({ kind: 'duplicateKey', side: 'target', key, rows: countedRows }))
  }
  return items
}

function change(value: Change): PlanItem {
  return { kind: 'change', change: value }
}

function finding(value: Finding): PlanItem {
  return { kind: 'finding', finding: value }
}

/** A row that is inserted has its key as the target's types read it. */
function keyOf({ keyNames }: Pick<MergeInput, 'keyNames'>, row: Row): Row {
  return Object.fromEntries(keyNames.map((name) => [name, row[name] ?? null]))
}

/** A key by the names of the target's columns. */
export function keyRow({ keyNames }: Pick<MergeInput, 'keyNames'>, values: readonly Value[]): Row {
  return Object.fromEntries(keyNames.map((name, index) => [name, values[index] ?? null]))
}
