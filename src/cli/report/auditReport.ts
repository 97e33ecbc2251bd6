/** The audit trail for people and for spreadsheets. */
import type { AuditEntry, AuditTrail } from '../../core/index'
import { countOf } from './layout'
import { visible } from './visible'

const COLUMNS = ['at', 'operator', 'host', 'kind', 'title', 'definition', 'definitionHash'] as const
const COUNTS = ['total', 'applied', 'drifted', 'failed', 'error', 'undoes', 'undoneBy'] as const

export function trailTitle({ place, report }: AuditTrail): string {
  const name = [place.environment, place.database].filter((part) => part !== undefined).join('/')
  const { entries, faults, head } = report
  const state =
    faults.length === 0 ? '✓ unchanged' : `✗ ${countOf(faults.length, 'fault', 'faults')}`
  const tail = head === null ? '' : `, hash ${head}`
  return `${visible(name)}: ${countOf(entries.length, 'entry', 'entries')}, ${state}${tail}`
}

/** `12  2026-11-21T03:45:12.123Z  20261121-034512-9f3c  completed  40 applied, 2 drifted, 0 failed`. */
export function auditLines({ report }: AuditTrail): readonly string[] {
  return report.entries.map((entry) => {
    const at = String(entry.facts['at'] ?? '')
    return `  ${String(entry.entry).padStart(4)}  ${at}  ${entry.runId}  ${entry.event.padEnd(9)}  ${describe(entry)}`.trimEnd()
  })
}

function describe({ event, facts }: AuditEntry): string {
  const text = (name: string) => visible(String(facts[name] ?? ''))
  switch (event) {
    case 'started':
      return `${text('title')}, by ${text('operator')} on ${text('host')}${facts['definition'] === null ? '' : `, ${text('definition')} ${text('definitionHash').slice(0, 12)}`}`
    case 'resumed':
      return `by ${text('operator')}`
    case 'undone':
      return `by run ${text('undoneBy')}`
    default:
      return `${text('applied')} applied, ${text('drifted')} drifted, ${text('failed')} failed${facts['error'] === null ? '' : `: ${text('error')}`}`
  }
}

/** RFC 4180: a line an entry, with a heading. */
export function auditCsv(trails: readonly AuditTrail[]): readonly string[] {
  const names = [...COLUMNS, ...COUNTS]
  const heading = ['environment', 'database', 'entry', 'run', 'event', ...names, 'hash']
  const rows = trails.flatMap(({ place, report }) =>
    report.entries.map(({ entry, runId, event, facts, hash }) => [
      place.environment,
      place.database ?? '',
      String(entry),
      runId,
      event,
      ...names.map((name) => String(facts[name] ?? '')),
      hash,
    ]),
  )
  return [heading, ...rows].map((fields) => fields.map(csvField).join(','))
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
