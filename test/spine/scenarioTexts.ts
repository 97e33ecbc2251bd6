/** Plans, outcomes and rows as lines for the files of scenarios. */
import type { Plan, RowOutcome } from '../../src/core/index'
import { sha256 } from '../../src/core/util/hash'
import type { TextRow } from '../helpers/engines'
import { mainNumbers } from '../helpers/summaries'
import type { ReadPlan } from './spineWorkspace'

const MOST_LINES = 40
const SHOWN = 5
const LONGEST = 400

/** The lines, or of very many the first ones and what tells all of them from any others. */
export function shortened(lines: readonly string[]): readonly string[] {
  const printable = lines.map((line) => cut(withoutControls(line)))
  if (printable.length <= MOST_LINES) return printable
  const rest = printable.length - SHOWN
  const digest = sha256(printable.join('\n')).slice(0, 16)
  return [...printable.slice(0, SHOWN), `… and ${rest} more (SHA-256 of all: ${digest})`]
}

function cut(line: string): string {
  if (line.length <= LONGEST) return line
  const digest = sha256(line).slice(0, 16)
  return `${line.slice(0, LONGEST / 2)}… (${line.length} characters, SHA-256 ${digest})`
}

/** A row's text can hold line breaks and worse. */
function withoutControls(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
}

/** A line a change, then a line a finding. */
export function describePlan({ changes, findings }: Omit<ReadPlan, 'path' | 'plan'>) {
  return [...changes, ...findings].map((item) => JSON.stringify(item))
}

export function describeSummary({ summary, hazards }: Plan): readonly string[] {
  const told = hazards.map(({ code, message }) => `${code}: ${message}`)
  return JSON.stringify({ ...mainNumbers(summary), hazards: told }, null, 2).split('\n')
}

export function describeOutcomes(outcomes: readonly RowOutcome[]): readonly string[] {
  return outcomes.map((row) => {
    const json = (value: unknown) => JSON.stringify(value)
    const change = `${row.outcome} ${json(row.key)}: ${json(row.before)} → ${json(row.after)}`
    const found = row.actual === undefined ? '' : `, found ${json(row.actual)}`
    const error = row.error === undefined ? '' : `, ${json(row.error)}`
    return change + found + error
  })
}

/** A scenario's tables are in another schema on each engine, which is no difference between engines. */
export function withoutSchemas(
  lines: readonly string[],
  schemas: readonly string[],
): readonly string[] {
  return schemas.reduce<readonly string[]>(
    (found, schema) =>
      found.map((line) => line.replaceAll(`\`${schema}\`.`, '').replaceAll(`${schema}.`, '')),
    lines,
  )
}

/** A row as PostgreSQL writes a record: `(1,"two words",)`. https://www.postgresql.org/docs/current/rowtypes.html */
export function recordText(row: TextRow): string {
  return `(${Object.values(row).map(fieldText).join(',')})`
}

function fieldText(value: string | null): string {
  if (value === null) return ''
  const isPlain = value !== '' && !/[\s"\\(),]/.test(value)
  return isPlain ? value : `"${value.replace(/["\\]/g, '$&$&')}"`
}
