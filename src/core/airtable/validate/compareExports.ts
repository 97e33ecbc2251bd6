/** Whether tables have what exports have: the plan of a sync, looked at for what it says of them. */
import type { Finding, PlanConclusion, PlanItem } from '../../plan/plan'
import { MOST_EXAMPLES, type Issue, type IssueKind } from './validation'

export interface ComparedExports {
  readonly issues: readonly Issue[]
  readonly conclusion: PlanConclusion
}

/** Reads a plan to its end. Every difference counts, whoever has made it. */
export async function compareExports(
  stream: AsyncGenerator<PlanItem, PlanConclusion>,
): Promise<ComparedExports> {
  const examples = new Examples()
  let next = await stream.next()
  for (; next.done !== true; next = await stream.next()) {
    const item = next.value
    if (item.kind === 'finding') examples.addFinding(item.finding)
    else if (item.change.op === 'insert')
      examples.add('missing', item.change.table, item.change.label ?? '')
  }
  const conclusion = next.value
  return { issues: issuesOf(conclusion, examples), conclusion }
}

class Examples {
  private readonly found = new Map<string, string[]>()

  add(kind: IssueKind, table: string, example: string): void {
    const key = `${kind} ${table}`
    const known = this.found.get(key) ?? []
    if (known.length < MOST_EXAMPLES) known.push(example)
    this.found.set(key, known)
  }

  /** Of a record, whose place names its file. */
  addFinding({ kind, key, message = '' }: Finding): void {
    const place = key['record'] ?? ''
    const file = place.replace(/:\d+$/, '')
    const issue = FINDINGS[kind]
    if (issue !== undefined) this.add(issue, file, `${place}: ${message}`)
  }

  of(kind: IssueKind, ...tables: readonly string[]): readonly string[] {
    return tables.flatMap((table) => this.found.get(`${kind} ${table}`) ?? [])
  }
}

const FINDINGS: Readonly<Partial<Record<Finding['kind'], IssueKind>>> = {
  invalid: 'unusable',
  renamed: 'unusable',
  lostLink: 'lostLink',
}

function issuesOf({ summary, sync }: PlanConclusion, examples: Examples): readonly Issue[] {
  const byTable = (name: string, table: string): number => {
    const counts = summary[`${name}ByTable`]
    return typeof counts === 'object' ? (counts[table] ?? 0) : 0
  }
  return (sync?.tables ?? []).flatMap(({ name, table, file, differing }) => {
    const issue = (kind: IssueKind, rows: number, column?: string): readonly Issue[] =>
      rows === 0
        ? []
        : [
            {
              ...{ kind, table: name, rows, examples: examples.of(kind, file, table) },
              ...(column !== undefined && { column }),
            },
          ]
    return [
      ...issue('unusable', byTable('failed', name)),
      ...issue('missing', byTable('created', name)),
      ...issue('extra', byTable('vanished', name)),
      ...issue('lostLink', byTable('lost', name)),
      ...Object.entries(differing).flatMap(([column, rows]) => issue('differing', rows, column)),
    ]
  })
}
