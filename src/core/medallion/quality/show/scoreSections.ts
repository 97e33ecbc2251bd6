/** What a report says of scores: now, and after each run. */
import type { QualityReport, ScoreCount } from '../report'
import { cell, cells, percent, shareOf, shownScore, type Section } from './section'

export function summarySection(report: QualityReport): Section {
  const { entities, averageScore, flagged, trend, lacks, at, environment, definition } = report
  const last = trend.at(-1)
  return {
    id: 'summary',
    title: 'Summary',
    notes: lacks.map((name) => `The table has no column ${name}: a part of the report is empty.`),
    columns: [{ title: 'Measure' }, { title: 'Value' }],
    rows: [
      cells('Entities', entities),
      cells('Average score', shownScore(averageScore)),
      cells('With a flag', `${flagged} (${percent(flagged, entities)})`),
      cells('Latest run', last === undefined ? 'none' : `${last.runId}, ${last.status}`),
      cells('Environment', environment),
      cells('Definition', definition),
      cells('Read at', at),
    ],
  }
}

/** More scores than these are shown in bands. */
const FEW = 20

export interface ScoreBand {
  /** `0.85`, or `0.85–0.89` */
  readonly title: string
  readonly entities: number
}

/** The scores themselves where they are few, else bands of five hundredths. */
export function scoreBands(scores: readonly ScoreCount[]): readonly ScoreBand[] {
  if (scores.length <= FEW) return scores.map(({ score, entities }) => ({ title: score, entities }))
  const bands = new Map<number, number>()
  for (const { score, entities } of scores) {
    const band = Math.floor(Math.round(Number(score) * 100) / 5)
    bands.set(band, (bands.get(band) ?? 0) + entities)
  }
  const hundredths = (number: number) => (number / 100).toFixed(2)
  return [...bands]
    .sort(([a], [b]) => a - b)
    .map(([band, entities]) => ({
      title: band === 20 ? '1.00' : `${hundredths(band * 5)}–${hundredths(band * 5 + 4)}`,
      entities,
    }))
}

export function scoresSection({ scores }: QualityReport): Section {
  const bands = scoreBands(scores)
  const total = bands.reduce((sum, { entities }) => sum + entities, 0)
  return {
    id: 'scores',
    title: 'Score Distribution',
    notes: scores.length === 0 ? ['No entity has a score.'] : [],
    columns: [
      { title: 'Score' },
      { title: 'Entities', numeric: true },
      { title: 'Share', numeric: true },
    ],
    rows: bands.map(({ title, entities }) => [
      ...cells(title, entities),
      cell(percent(entities, total), shareOf(entities, total)),
    ]),
  }
}

export function trendSection({ trend }: QualityReport): Section {
  const numeric = ['Average score', 'Entities', 'New', 'Updated', 'Gone', 'Rejected']
  return {
    id: 'trend',
    title: 'Trend',
    notes: [
      ...(trend.length === 0 ? ['No run has changed the table yet.'] : []),
      ...trend.flatMap(({ runId, status, error }) =>
        error === null ? [] : [`Run ${runId}, ${status}: ${error}`],
      ),
    ],
    columns: [
      ...['Run', 'Started', 'Status'].map((title) => ({ title })),
      ...numeric.map((title) => ({ title, numeric: true }) as const),
    ],
    rows: [...trend]
      .reverse()
      .map(({ runId, startedAt, status, averageScore, entities, ...counts }) => [
        ...cells(runId, startedAt, status),
        cell(shownScore(averageScore), averageScore ?? 0),
        ...cells(entities ?? '–', counts.created, counts.updated, counts.deleted, counts.rejected),
      ]),
  }
}
