/** A part of a report, for whoever shows it: sentences and a table. Nothing in it is escaped. */
import type { Value } from '../../../util/value'

export interface Section {
  readonly id: string
  readonly title: string
  /** What is said before the table. */
  readonly notes: readonly string[]
  readonly columns: readonly SectionColumn[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface SectionColumn {
  readonly title: string
  /** Its texts end at the right. */
  readonly numeric?: true
  /** Left out where there is little room. */
  readonly detail?: true
}

export interface Cell {
  /** Null is a database's own null. */
  readonly text: Value
  /** Of 1: to be drawn as a bar beside the text. */
  readonly share?: number
}

export interface ReportDocument {
  readonly title: string
  readonly sections: readonly Section[]
}

export function cell(text: Value | number, share?: number): Cell {
  const shown = typeof text === 'number' ? String(text) : text
  return share === undefined ? { text: shown } : { text: shown, share }
}

export function cells(...texts: readonly (Value | number)[]): readonly Cell[] {
  return texts.map((text) => cell(text))
}

/** `12.5 %`; only what is whole is shown as whole. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  const exact = (100 * part) / whole
  if (exact === 0 || exact === 100) return `${exact} %`
  if (exact < 0.05) return '< 0.1 %'
  return exact >= 99.95 ? '> 99.9 %' : `${exact.toFixed(1)} %`
}

export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

/** A score for people. */
export function shownScore(score: number | null): string {
  return score === null ? '–' : score.toFixed(3)
}
