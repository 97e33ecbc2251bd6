/** What the page shows of changes that were not applied. */
import type { RowOutcome } from '../../core/index'
import { displayValue } from '../format'
import { excerpt } from './excerpt'
import { keyCells, keyOfChange } from './keyCells'
import { changedFields } from './planView'
import { stepFacts } from './stepView'
import type { OutcomeView, PlanView } from './protocol'

export function outcomeView(
  row: RowOutcome,
  { key, fields, steps }: Pick<PlanView, 'key' | 'fields' | 'steps'>,
): OutcomeView {
  const { error } = row
  return {
    ordinal: row.ordinal,
    op: row.op,
    key: keyCells(key, keyOfChange(row)),
    fields: steps ? stepFacts(row, fields) : changedFields(row, fields),
    code: error?.code ?? '',
    constraint: error?.constraint ?? '',
    column: error?.column ?? '',
    reason: excerpt(error?.message ?? (steps ? leftAlone : whatWasFound(row))) ?? '',
  }
}

const leftAlone = 'it was left alone: the log of the run says why'

/** `fab_order is 700.0 and was 500.0`. */
export function whatWasFound({
  op,
  before,
  actual,
}: Pick<RowOutcome, 'op' | 'before' | 'actual'>): string {
  if (op === 'insert' && Object.keys(before).length === 0)
    return 'a row with this key is there already'
  if (actual == null) return 'the row is gone'
  const moved = Object.keys(before).filter((field) => actual[field] !== before[field])
  const shown = moved.length > 0 ? moved : Object.keys(before)
  return shown
    .map((field) => {
      const [is, was] = [actual[field], before[field]].map((value) => displayValue(value ?? null))
      return `${field} is ${is} and was ${was}`
    })
    .join(', ')
}
