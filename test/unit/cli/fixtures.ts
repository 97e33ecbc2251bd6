/** Plans and runs as values, for reports that need no database. */
import type {
  Change,
  Finding,
  Plan,
  PlanFile,
  PlanFilter,
  PlanPage,
  Row,
  RowOutcome,
  Run,
} from '../../../src/core/index'
import type { Table } from '../../../src/core/database/table'

/** The users' own numbers: 1,250 and 890 jobs, 850 matches, 400 not found, 42 differences. */
export function jobsPlan(parts: Partial<Plan> = {}): Plan {
  return {
    id: 'a1b2c3d4e5f60718',
    kind: 'mapping',
    createdAt: '2026-01-02T03:04:05Z',
    title: 'jobs: production → sandbox',
    source: end('production', 'prod-host:5432/db'),
    target: end('sandbox', 'sandbox-host:5432/db'),
    key: ['job', 'release'],
    fields: ['fab_order'],
    summary: {
      totalSource: 1250,
      totalTarget: 890,
      matched: 850,
      notFound: 400,
      updated: 42,
      errors: 0,
      duplicateKeys: 0,
      nullKeys: 0,
      fieldUpdates: { fab_order: 42 },
    },
    hazards: [],
    changes: 42,
    undecided: 0,
    findings: 400,
    ...parts,
  }
}

export function jobsChanges(): readonly Change[] {
  return Array.from({ length: 42 }, (_, index) =>
    change(
      jobKey(10001 + index),
      { fab_order: `${500 + index}.0` },
      { fab_order: `${510 + index}.0` },
    ),
  )
}

export function jobsFindings(): readonly Finding[] {
  return Array.from({ length: 400 }, (_, index) => ({
    kind: 'notFound',
    side: 'source',
    key: jobKey(12345 + index),
    rows: 1,
  }))
}

export function change(key: Row, before: Row, after: Row): Change {
  return { op: 'update', table: 'public.jobs', key, before, after }
}

export function jobKey(job: number): Row {
  return { job: String(job), release: 'ABC'.charAt(job % 3) }
}

/** A plan file whose pages come from lists. It counts how many changes were read. */
export function planFile(
  plan: Plan,
  changes: readonly Change[],
  findings: readonly Finding[],
): PlanFile & { readonly read: { changes: number } } {
  const read = { changes: 0 }
  return {
    path: '/plans/a1b2.plan',
    plan,
    read,
    async *changes(from = 0) {
      for (const one of changes.slice(from)) {
        read.changes++
        yield await Promise.resolve(one)
      }
    },
    async *findings() {
      yield* await Promise.resolve(findings)
    },
    readChanges: (offset: number, limit: number, filter?: PlanFilter) => {
      const numbered = changes
        .map((one, ordinal) => ({ ordinal, change: one }))
        .filter(({ change }) => filter?.undecided !== true || change.conflict !== undefined)
      return Promise.resolve(page(numbered, offset, limit))
    },
    readFindings: (offset, limit, kinds) =>
      Promise.resolve(
        page(
          findings.filter(({ kind }) => kinds?.includes(kind) ?? true),
          offset,
          limit,
        ),
      ),
    close: () => Promise.resolve(),
  }
}

export function run(parts: Partial<Run> = {}): Run {
  return {
    id: '20260102-030405-abcd',
    kind: 'mapping',
    environment: 'sandbox',
    status: 'completed',
    title: 'jobs: production → sandbox',
    startedAt: '2026-01-02T03:04:05.000Z',
    completedAt: '2026-01-02T03:04:06.000Z',
    counts: { total: 42, applied: 42, drifted: 0, failed: 0 },
    error: null,
    planId: 'a1b2c3d4e5f60718',
    definition: 'fab-order.mapping.jsonc',
    undoes: null,
    undoneBy: null,
    operator: 'ada',
    ...parts,
  }
}

export function outcome(
  ordinal: number,
  { op, table, key, before, after }: Change,
  parts: Partial<RowOutcome> = {},
): RowOutcome {
  return { ordinal, outcome: 'applied', op, table, key, before, after, ...parts }
}

/** All lines of a report as one text. */
export async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const line of lines) text += `${line}\n`
  return text
}

function page<T>(items: readonly T[], offset: number, limit: number): PlanPage<T> {
  return { total: items.length, items: items.slice(offset, offset + limit) }
}

function end(environment: string, address: string): Plan['target'] {
  const table: Table = {
    schema: 'public',
    name: 'jobs',
    kind: 'table',
    columns: [],
    primaryKey: ['job', 'release'],
    uniqueKeys: [],
    triggers: [],
    rowSecurity: false,
  }
  const identity = {
    engine: 'postgres',
    server: '1',
    database: 'db',
    databaseId: '2',
    address: 'host:5432',
    startedAt: '',
    token: null,
  }
  return { environment, address, identity, tables: [table] }
}
