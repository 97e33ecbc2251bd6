/** A report as its page shows it. */
import type { QualityReport, ReportDocument } from '../../core/index'
import type { ReportView } from './protocol'

export function reportView(report: QualityReport, { title, sections }: ReportDocument): ReportView {
  const { trend, definition, fields, worst } = report
  const scores = sections.find(({ id }) => id === 'scores')?.rows ?? []
  return {
    ...{ title, definition, sections, fields },
    scores: {
      labels: scores.map(([score]) => score?.text ?? ''),
      values: scores.map(([, entities]) => Number(entities?.text ?? 0)),
    },
    trend: {
      labels: trend.map(({ startedAt }) => startedAt.slice(0, 16).replace('T', ' ')),
      // An undone run says what was, and is not drawn.
      values: trend.map(({ status, averageScore }) =>
        status === 'completed' ? averageScore : null,
      ),
    },
    worst: worst.map(({ key }) => key),
  }
}
