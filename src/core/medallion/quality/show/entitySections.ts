/** What a report says of single entities. */
import type { QualityReport, WorstEntity } from '../report'
import type { WhyValue } from '../why/why'
import { cell, cells, type Section } from './section'

/** `1 − 0.1 missing_hr_source = 0.90` */
export function explanation({ score, deductions, addsUp }: WorstEntity): string {
  const parts = deductions.map(({ flag, deduct }) => ` − ${deduct} ${flag}`)
  const sum = `1${parts.join('')} = ${score}`
  return addsUp ? sum : `${sum} does not add up: somebody else has changed the row`
}

export function worstSection({ worst, key, fields }: QualityReport): Section {
  const informs = ({ flags, deductions }: WorstEntity) =>
    flags.filter((flag) => !deductions.some((one) => one.flag === flag)).join(', ') || '–'
  return {
    id: 'worst',
    title: 'Worst Entities',
    notes: worst.length === 0 ? ['No entity has a score.'] : [],
    columns: [
      { title: key },
      { title: 'Score', numeric: true },
      { title: 'Explanation' },
      { title: 'Told besides' },
      ...fields.map((title) => ({ title, detail: true }) as const),
    ],
    rows: worst.map((entity) => [
      cell(entity.key),
      cell(entity.score, Number(entity.score)),
      ...cells(explanation(entity), informs(entity)),
      ...fields.map((field) => cell(entity.values[field] ?? null)),
    ]),
  }
}

export function whySection(why: WhyValue): Section {
  const { table, key, field, value, winner, rule, group, verdict, state, given } = why
  return {
    id: 'why',
    title: `Why ${field} of ${key} is ${value ?? 'NULL'}`,
    notes: [
      `${table}: ${verdict}`,
      `Rule: ${rule}${group === null ? '' : `, of the group "${group}"`}`,
      ...(winner === null ? [] : [`Winner: ${winner}`]),
      ...(state === 'edited' || state === 'otherRules' ? [`Would be: ${given ?? 'NULL'}`] : []),
    ],
    columns: [
      ...['Source', 'Outcome', 'Raw value', 'Cleaned value'].map((title) => ({ title })),
      { title: 'Why' },
      { title: 'Member', detail: true },
      { title: 'Record' },
      { title: 'Ingested at', detail: true },
      { title: 'Run' },
    ],
    rows: why.candidates.map((one) => [
      ...cells(one.source, one.outcome, one.raw, one.cleaned, one.why, one.member ?? '–'),
      ...cells(one.id ?? '–', one.ingestedAt ?? '–', one.runId ?? one.ingestionRunId ?? '–'),
    ]),
  }
}
