import assert from 'node:assert/strict'
import { createComparer } from '../../../../src/core/mapping/compareRow'
import { parseMapping } from '../../../../src/core/mapping/definition'
import { newCounts, type MergeCounts } from '../../../../src/core/mapping/mergeCounts'
import { mergeRows, type MergeInput } from '../../../../src/core/mapping/mergeRows'
import { resolveMapping, type ResolvedMapping } from '../../../../src/core/mapping/resolveMapping'
import type { PlanItem } from '../../../../src/core/plan/plan'
import { OrderedRows } from '../../../../src/core/source/orderedRows'
import type { Value } from '../../../../src/core/util/value'
import { stream } from '../byteStreams'
import { column, table } from '../tables'
import type { Part, Strategy } from './conflictOracle'
import type { Rules } from './mergeOracle'

/** Carries everything as it is, and changes fields only. */
export const PLAIN: Rules = {
  transforms: false,
  tolerance: false,
  quantity: 'sourceWins',
  label: 'sourceWins',
  inTarget: 'report',
  inSource: 'ignore',
  where: false,
}

/** Quantities are text in the source and labels are trimmed, where anything is transformed. */
export function resolve(rules: Rules, parts: object = {}): ResolvedMapping {
  const conflict = (strategy: Strategy) =>
    strategy === 'newestBy' ? { newestBy: 'stamp' } : strategy
  const where = rules.where ? { where: 'not hidden' } : {}
  const definition = {
    source: { environment: 'production', table: 'parts' },
    target: { environment: 'sandbox', table: 'parts', ...where },
    key: ['job', 'release'],
    fields: [
      {
        source: 'quantity',
        conflict: conflict(rules.quantity),
        ...(rules.tolerance && { tolerance: '0.5' }),
      },
      { source: 'label', transform: rules.transforms ? ['trim', 'nullIfEmpty'] : [] },
    ],
    conflict: conflict(rules.label),
    missing: { inTarget: rules.inTarget, inSource: rules.inSource },
    ...parts,
  }
  const key = [column('job', 'integer'), column('release', 'text')]
  const stamp = column('stamp', 'integer')
  const quantity = column('quantity', rules.transforms ? 'text' : 'decimal')
  const label = column('label', 'text', { nullable: false })
  return resolveMapping(
    parseMapping(JSON.stringify(definition), 'parts.mapping.jsonc'),
    table('parts', [...key, quantity, column('label', 'text'), stamp]),
    table('parts', [...key, column('quantity', 'decimal'), label, stamp, column('note', 'text')]),
    new Map(),
  )
}

/** By the key as the server sorts it. The order among rows with one key is any. */
export function sorted<T extends Pick<Part, 'job' | 'release'>>(rows: readonly T[]): readonly T[] {
  const bytes = (value: Value) =>
    (value === null ? [1, Buffer.alloc(0)] : [0, Buffer.from(value)]) as [number, Buffer]
  const jobOf = (row: T) => (row.job === null ? Infinity : Number(row.job))
  return rows.toSorted((a, b) => {
    if (jobOf(a) !== jobOf(b)) return jobOf(a) < jobOf(b) ? -1 : 1
    const [[aNull, aBytes], [bNull, bBytes]] = [bytes(a.release), bytes(b.release)]
    return aNull - bNull || Buffer.compare(aBytes, bBytes)
  })
}

export interface Merged {
  readonly items: readonly PlanItem[]
  readonly counts: MergeCounts
}

/** Merges rows that are in the order that they shall arrive in, in chunks of these lengths. */
export async function merge(
  resolved: ResolvedMapping,
  source: readonly Part[],
  target: readonly Part[],
  cuts: readonly number[],
): Promise<Merged> {
  const counts = newCounts(['quantity', 'label'])
  const items: PlanItem[] = []
  const lines = {
    source: stream(linesOf(resolved, 'source', source), cuts),
    target: stream(linesOf(resolved, 'target', target), cuts.toReversed()),
  }
  for await (const item of mergeRows(inputOf(resolved, lines), counts)) {
    assert.notEqual(item.kind, 'twoWay', 'nothing goes back')
    items.push(item as PlanItem)
  }
  return { items, counts }
}

export function inputOf(
  resolved: ResolvedMapping,
  lines: Readonly<Record<'source' | 'target', AsyncIterable<Buffer>>>,
): MergeInput {
  const order = resolved.keys.map((key) => key.order)
  return {
    source: new OrderedRows(lines.source, order, 'the source'),
    target: new OrderedRows(lines.target, order, 'the target'),
    comparer: createComparer(resolved),
    table: 'public.parts',
    keyNames: ['job', 'release'],
    sourceKeyNullable: true,
    targetKeyNullable: true,
    onProgress: () => undefined,
  }
}

/** The rows as the mapping's query selects them. */
function linesOf(
  { sourceReads, targetReads, readsHidden }: ResolvedMapping,
  side: 'source' | 'target',
  rows: readonly Part[],
): readonly (readonly Value[])[] {
  const reads = side === 'source' ? sourceReads : targetReads.map((one) => ({ column: one }))
  const names = reads.map((one) => ('column' in one ? one.column.name : '')) as (keyof Part)[]
  return rows.map((row) => [
    row.job,
    row.release,
    ...names.map((name) => row[name] as Value),
    ...(side === 'target' && readsHidden ? [row.hidden === true ? '0' : '1'] : []),
  ])
}
