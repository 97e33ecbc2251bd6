/** What a report says of flags, gates and what was not used. */
import type { Gate, QualityReport, RuleQuality } from '../report'
import { cell, cells, percent, shareOf, shownScore, type Section } from './section'

/** What deducts most comes first, then what is told most often. */
export function rulesInOrder(rules: readonly RuleQuality[]): readonly RuleQuality[] {
  const deducted = ({ failed, weight }: RuleQuality) => failed * Number(weight ?? '0')
  return [...rules].sort((a, b) => deducted(b) - deducted(a) || b.failed - a.failed)
}

function stateOf({ failed, weight }: RuleQuality): string {
  if (failed === 0) return 'passes'
  return Number(weight ?? '0') > 0 ? 'fails' : 'informs'
}

function signed(change: number | null): string {
  if (change === null) return '–'
  return change > 0 ? `+${change}` : String(change)
}

export function rulesSection({ rules }: QualityReport): Section {
  return {
    id: 'rules',
    title: 'Rules',
    notes: rules.length === 0 ? ['The definition has no rules.'] : [],
    columns: [
      ...['Rule', 'State'].map((title) => ({ title })),
      ...['Failed', 'Checked', 'Share', 'Change', 'Deducts'].map(
        (title) => ({ title, numeric: true }) as const,
      ),
      { title: 'Meaning' },
    ],
    rows: rulesInOrder(rules).map((rule) => [
      ...cells(rule.flag, stateOf(rule), rule.failed, rule.checked),
      cell(percent(rule.failed, rule.checked), shareOf(rule.failed, rule.checked)),
      ...cells(signed(rule.change), rule.weight ?? '–'),
      cell(rule.meaning ?? 'not in the definition'),
    ]),
  }
}

const GATES: Readonly<Record<Gate['name'], string>> = {
  minimumScore: 'average score, at least',
  maximumErrors: 'share of rejected entities, at most',
  maximumVanished: 'share of rows that go, at most',
}

export function gatesSection({ gates }: QualityReport): Section {
  const shown = ({ name }: Gate, number: number) =>
    name === 'minimumScore' ? shownScore(number) : percent(number, 1)
  return {
    id: 'gates',
    title: 'Gates',
    notes: [],
    columns: [
      { title: 'Gate' },
      { title: 'Meaning' },
      { title: 'Limit', numeric: true },
      { title: 'Latest', numeric: true },
      { title: 'State' },
    ],
    rows: gates.map((gate) =>
      cells(
        gate.name,
        GATES[gate.name],
        shown(gate, gate.limit),
        gate.actual === null ? '–' : shown(gate, gate.actual),
        gate.passed === null ? 'not known' : gate.passed ? 'passes' : 'fails',
      ),
    ),
  }
}

export function quarantinedSection({ quarantined }: QualityReport): Section {
  return {
    id: 'quarantined',
    title: 'Quarantine',
    notes: quarantined.length === 0 ? ['The latest runs could use everything.'] : [],
    columns: [
      ...['Run', 'Started', 'Stage', 'Source', 'Code'].map((title) => ({ title })),
      ...['Records', 'Used since'].map((title) => ({ title, numeric: true }) as const),
    ],
    rows: quarantined.map(({ runId, startedAt, stage, source, code, records, resolved }) =>
      cells(runId, startedAt, stage, source ?? '–', code, records, resolved),
    ),
  }
}
