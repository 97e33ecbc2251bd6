/** Two rows with one key: which fields differ by value, and what the conflict strategies make of that. */
import type { FieldConflict } from '../plan/plan'
import type { Row, Value } from '../util/value'
import type { TwoWayField } from './bothWays/twoWay'
import { carry, isSame, nullFault } from './carryField'
import type { Difference } from './difference'
import { judgeConflict, type BothRows } from './judgeConflict'
import type { ResolvedField } from './resolveFields'

/** Undefined when no field differs. */
export function compareFields(
  fields: readonly ResolvedField[],
  rows: BothRows,
): Difference | undefined {
  const draft = newDraft()
  const key = rows.target.slice(0, rows.keys)
  for (const field of fields) {
    const invalid = compareField(field, rows, draft)
    if (invalid !== undefined)
      return { kind: 'invalid', key, field: field.target.name, message: invalid }
  }
  const { before, after, asked, both, keeps, undecided } = draft
  const isSilent = after.length === 0 && both.length === 0 && undecided.length === 0
  if (isSilent && !keeps) return undefined
  return {
    kind: 'differing',
    key,
    before: rowOf(before),
    after: rowOf(after),
    asked: Object.fromEntries(asked),
    both,
    keeps,
    undecided,
  }
}

interface Draft {
  readonly before: [string, Value][]
  readonly after: [string, Value][]
  readonly asked: [string, FieldConflict][]
  readonly both: TwoWayField[]
  readonly undecided: { readonly field: string; readonly reason: string }[]
  keeps: boolean
}

function newDraft(): Draft {
  return { before: [], after: [], asked: [], both: [], undecided: [], keeps: false }
}

/** Adds to the draft what is to be said of the field. Returns why its value cannot be carried, if so. */
function compareField(field: ResolvedField, rows: BothRows, draft: Draft): string | undefined {
  const { name } = field.target
  const present = rows.target[rows.keys + field.at] ?? null
  const carried = carry(field, rows.source, rows.keys)
  if ('invalid' in carried) {
    if (hasSameText(field, rows, present)) return undefined
    // What is left as it is anyway need not fit.
    if (field.conflict.kind !== 'targetWins') return carried.invalid
    draft.keeps = true
    return undefined
  }
  const { value } = carried
  if (isSame(field, value, present)) return undefined
  const verdict = judgeConflict(field.conflict, field.target, value, present, rows)
  if (field.back !== undefined) {
    const given = field.give(rows.source, rows.keys)
    const raw = 'invalid' in given ? null : given.value
    draft.both.push({ field, given: raw, carried: value, present, verdict })
    return undefined
  }
  if (typeof verdict === 'object') {
    draft.undecided.push({ field: name, reason: verdict.undecided })
    return undefined
  }
  if (verdict === 'keep') {
    draft.keeps = true
    return undefined
  }
  const fault = nullFault(field, value)
  if (fault !== undefined) return fault
  draft.before.push([name, present])
  draft.after.push([name, value])
  if (verdict === 'ask') draft.asked.push([name, { source: value, target: present }])
  return undefined
}

/** A value that the target has already need not be one that can be written there. */
function hasSameText(field: ResolvedField, rows: BothRows, present: Value): boolean {
  const given = field.give(rows.source, rows.keys)
  return field.carrier.identity && 'value' in given && given.value === present
}

/** Not by assignment, which has another meaning for a column named "__proto__". */
function rowOf(entries: readonly (readonly [string, Value])[]): Row {
  return Object.fromEntries(entries)
}
