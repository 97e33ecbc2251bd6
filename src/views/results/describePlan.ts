/** Plans and findings in words. */
import type { Ambiguity, Finding, Plan } from '../../core/index'
import { countOf, displayKey, displayValue, formatCount } from '../format'

/** `jobs: production → sandbox · 42 rows to update, 400 not found`. */
export function describePlan(plan: Plan): string {
  const { title, summary } = plan
  const parts = [`${countOf(changesOf(plan).updates, 'row')} to update`]
  for (const [name, words] of [
    ['inserted', 'to insert'],
    ['deleted', 'to delete'],
    ['notFound', 'not found'],
    ['rejected', 'rejected'],
    ['errors', 'with errors'],
  ] as const) {
    const count = summary[name]
    if (typeof count === 'number' && count > 0) parts.push(`${countOf(count, 'row')} ${words}`)
  }
  return `${title} · ${parts.join(', ')}`
}

/** The changes of a plan apart. */
export interface ChangeCounts {
  readonly updates: number
  readonly inserts: number
  readonly deletes: number
}

export function changesOf({ changes, summary }: Pick<Plan, 'changes' | 'summary'>): ChangeCounts {
  const [inserts, deletes] = [Number(summary['inserted'] ?? 0), Number(summary['deleted'] ?? 0)]
  return { updates: changes - inserts - deletes, inserts, deletes }
}

/** Fields with something to update, and in how many rows. */
export function fieldUpdates({
  summary,
}: Plan): readonly (readonly [field: string, rows: number])[] {
  const updates = summary['fieldUpdates']
  if (updates === undefined || typeof updates === 'number') return []
  return Object.entries(updates).filter(([, rows]) => rows > 0)
}

/** What is to be said of a finding beside its key. */
export function describeFinding(finding: Finding): string {
  const { kind, side, rows, field, message, ambiguity } = finding
  switch (kind) {
    case 'ambiguous':
      return ambiguity === undefined ? (message ?? '') : describeAmbiguity(ambiguity)
    case 'notFound':
    case 'notInSource':
    case 'edited':
    case 'lostLink':
    case 'kept':
    case 'renamed':
      return message ?? ''
    case 'duplicateKey':
      return `${formatCount(rows)} times in the ${side}`
    case 'nullKey':
      return `${countOf(rows, 'row')} in the ${side}`
    case 'invalid':
    case 'undecided':
      return [field, message].filter((part) => part !== undefined).join(': ')
  }
}

/** `by name: “smith” is in 2 rows of the source (7, 9) and 1 row of the target (12)`. */
export function describeAmbiguity({ matcher, values, source, target }: Ambiguity): string {
  const shared = values.map(displayValue).join(', ')
  const sides = [
    ['source', source],
    ['target', target],
  ] as const
  const rows = sides.map(([side, found]) => {
    const keys = found.keys.map(displayKey).join(', ')
    const more = found.rows > found.keys.length ? ', …' : ''
    return `${countOf(found.rows, 'row')} of the ${side} (${keys}${more})`
  })
  return `${matcher}: “${shared}” is in ${rows.join(' and ')}`
}
