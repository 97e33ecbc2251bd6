/** What the page shows of a plan whose changes are steps: databases that come or go, with what is known of them. */
import type { Change, Plan, Row } from '../../core/index'
import { formatBytes, formatCount } from '../format'
import { excerpt } from './excerpt'
import type { ChangeView, Counter, FieldView } from './protocol'

const labels: Readonly<Record<string, string>> = {
  source: 'Cloned from',
  method: 'Method',
  tables: 'Tables',
  objects: 'Objects',
  rows: 'Rows, about',
  bytes: 'Size',
  seconds: 'Time, about',
  name: 'In the trash as',
}

/** The facts that the plan names, and the size of what goes. */
export function stepFields({ kind, fields }: Pick<Plan, 'kind' | 'fields'>): readonly FieldView[] {
  const shown = kind === 'deleteEnvironment' ? ['bytes', ...fields] : fields
  return shown.map((name) => ({ name, label: labels[name] ?? name, count: null }))
}

export function stepCounters({ summary }: Pick<Plan, 'summary'>): readonly Counter[] {
  return Object.entries(summary).flatMap(([name, count]) => {
    if (typeof count !== 'number') return []
    const label = name === 'databases' ? 'Databases' : (labels[name] ?? name)
    const text = name === 'bytes' || name === 'seconds' ? factText(name, String(count)) : undefined
    return [{ label, count, alarming: false, ...(text !== undefined && { text }) }]
  })
}

const ops: Readonly<Partial<Record<Change['op'], string>>> = {
  createDatabase: 'create',
  trashDatabase: 'to the trash',
  restoreDatabase: 'restore',
  dropDatabase: 'drop for good',
}

export function stepWord(op: Change['op']): string {
  return ops[op] ?? op
}

/** What is known before a step, else what it makes: facts do not change. Of two names the one that is not the key is told. */
export function stepFacts(
  { key, before, after }: Pick<Change, 'key' | 'before' | 'after'>,
  fields: readonly FieldView[],
): ChangeView['fields'] {
  return fields.flatMap(({ name }, index) => {
    const known = [shown(before, name, after), shown(after, name, after)]
    const [fact] = known.filter((text) => text !== undefined && text !== key['database'])
    return fact === undefined ? [] : [[index, null, excerpt(fact)] as const]
  })
}

function shown(facts: Row, name: string, after: Row): string | undefined {
  const value = facts[name]
  if (value === undefined || value === null) return undefined
  if (name === 'rows' && after['withData'] === 'false') return 'none'
  return factText(name, value)
}

function factText(name: string, value: string): string {
  if (!/^\d+$/.test(value)) return value
  switch (name) {
    case 'bytes':
      return formatBytes(Number(value))
    case 'seconds':
      return Number(value) < 120 ? `${value} s` : `${Math.round(Number(value) / 60)} min`
    default:
      return formatCount(value)
  }
}
