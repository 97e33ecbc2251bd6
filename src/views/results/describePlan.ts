/** Plans and findings in words. */
import type { Finding, Plan } from '../../core/index'
import { countOf, formatCount } from '../format'

/** `jobs: production → sandbox · 42 rows to update, 400 not found`. */
export function describePlan({ title, changes, summary }: Plan): string {
  const others = (['inserted', 'deleted'] as const).map((name) => summary[name] ?? 0)
  const updates = others.reduce<number>((rest, count) => rest - Number(count), changes)
  const parts = [`${countOf(updates, 'row')} to update`]
  for (const [name, words] of [
    ['inserted', 'to insert'],
    ['deleted', 'to delete'],
    ['notFound', 'not found'],
    ['errors', 'with errors'],
  ] as const) {
    const count = summary[name]
    if (typeof count === 'number' && count > 0) parts.push(`${countOf(count, 'row')} ${words}`)
  }
  return `${title} · ${parts.join(', ')}`
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
export function describeFinding({ kind, side, rows, field, message }: Finding): string {
  switch (kind) {
    case 'notFound':
    case 'notInSource':
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
