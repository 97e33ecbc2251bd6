/** Plans, runs and rows for tests of words. */
import type { Change, Plan, Protection, Run } from '../../../src/core/index'
import type { ListedEnvironment } from '../../../src/views/environments/chooseEnvironment'

export function plan(parts: Partial<Plan> = {}): Plan {
  return {
    id: 'p1',
    kind: 'mapping',
    createdAt: '2026-01-02T03:04:00.000Z',
    title: 'jobs: production → sandbox',
    target: {
      environment: 'sandbox',
      address: 'localhost:5432/sandbox',
      identity: {
        engine: 'postgres',
        server: '1',
        database: 'sandbox',
        databaseId: '1',
        address: 'localhost:5432',
        startedAt: '2026-01-01T00:00:00.000Z',
        token: null,
      },
      tables: [],
    },
    key: ['job', 'release'],
    fields: ['fab_order'],
    summary: { notFound: 400, errors: 0, fieldUpdates: { fab_order: 42, stage: 0 } },
    hazards: [],
    changes: 42,
    undecided: 0,
    findings: 400,
    ...parts,
  }
}

export function run(parts: Partial<Run> = {}): Run {
  return {
    id: 'r1',
    kind: 'mapping',
    environment: 'sandbox',
    status: 'completed',
    title: 'jobs: production → sandbox',
    startedAt: '2026-01-02T03:04:05.000Z',
    completedAt: '2026-01-02T03:04:06.200Z',
    counts: { total: 42, applied: 42, drifted: 0, failed: 0 },
    error: null,
    planId: 'p1',
    definition: 'fab-order.mapping.jsonc',
    undoes: null,
    undoneBy: null,
    operator: 'ada',
    ...parts,
  }
}

export function row(
  fields: Readonly<Record<string, readonly [string | null, string | null]>>,
): Change {
  const side = (index: 0 | 1): Record<string, string | null> =>
    Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, values[index]]))
  return {
    op: 'update',
    table: 'public.jobs',
    key: { job: '10001', release: 'A' },
    before: side(0),
    after: side(1),
  }
}

export function listed(name: string, protection: Protection): ListedEnvironment {
  const listing = {
    name,
    protection,
    engine: 'postgres',
    address: `localhost/${name}`,
    databases: [],
  } as const
  return { folder: '/work', environment: name, listing }
}
