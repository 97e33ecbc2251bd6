/** What a report says of how far sources agree. */
import type { Agreement, Counted, QualityReport, SourcePair } from '../report'
import { cell, cells, percent, shareOf, type Cell, type Section } from './section'

/** Of the values that both have. */
export function agreeing({ agree, differ }: Counted): {
  readonly part: number
  readonly of: number
} {
  return { part: agree, of: agree + differ }
}

/** Sources by sources; those that share no field say nothing. */
export function matrixSection({ agreement }: QualityReport): Section {
  const names = agreement.sources.map(({ name }) => name)
  return {
    id: 'agreement',
    title: 'Agreement of the Sources',
    notes: [
      'Of the values that both sources have of the same entity and field, how many are the same once they are cleaned. On the diagonal: how many entities a source has.',
    ],
    columns: [{ title: 'Source' }, ...names.map((title) => ({ title, numeric: true }) as const)],
    rows: agreement.sources.map(({ name, entities }) => [
      cell(name),
      ...names.map((other) => (other === name ? cell(entities) : pairCell(agreement, name, other))),
    ]),
  }
}

function pairCell({ pairs }: Agreement, one: string, other: string): Cell {
  const pair = pairs.find(
    ({ first, second }) =>
      (first === one && second === other) || (first === other && second === one),
  )
  return pair === undefined ? cell('–') : agreementCell(pair.total)
}

function agreementCell(counted: Counted): Cell {
  const { part, of } = agreeing(counted)
  return of === 0 ? cell('–') : cell(percent(part, of), shareOf(part, of))
}

export function fieldAgreementSection({ agreement }: QualityReport): Section {
  const { pairs } = agreement
  return {
    id: 'agreementByField',
    title: 'Agreement by Field',
    notes: pairs.every(({ fields }) => fields.length === 0)
      ? ['No two sources share a field.']
      : [],
    columns: [
      ...['Sources', 'Field'].map((title) => ({ title })),
      ...['Both have it', 'Agree', 'Differ', 'Only one says', 'Neither says', 'Agreement'].map(
        (title) => ({ title, numeric: true }) as const,
      ),
    ],
    rows: pairs.flatMap((pair) => [
      ...pair.fields.map((one) => rowOf(pair, one.field, one)),
      ...(pair.fields.length > 1 ? [rowOf(pair, 'all', pair.total)] : []),
    ]),
  }
}

function rowOf({ first, second, both }: SourcePair, field: string, one: Counted): readonly Cell[] {
  return [
    ...cells(`${first} – ${second}`, field, both),
    ...cells(one.agree, one.differ, one.oneMissing, one.bothMissing),
    agreementCell(one),
  ]
}
