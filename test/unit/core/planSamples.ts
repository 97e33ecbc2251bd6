import { join } from 'node:path'
import type {
  Change,
  Finding,
  PlanConclusion,
  PlanHeader,
  PlanItem,
} from '../../../src/core/plan/plan'
import { openPlanFile, type PlanFile } from '../../../src/core/plan/planFile'
import { writePlanFile, type PlanStream } from '../../../src/core/plan/writePlanFile'
import { temporaryFolder } from '../../helpers/temporary'
import { column, table } from './tables'

const end = {
  environment: 'sandbox',
  address: 'localhost:5432/sandbox',
  identity: {
    engine: 'postgres',
    server: '7',
    address: 'localhost:5432/sandbox',
    startedAt: '2026-11-21 03:00:00+00',
    database: 'sandbox',
    databaseId: '16384',
    token: null,
  },
  tables: [table('jobs', [column('job', 'integer'), column('colour', 'text')])],
}

export const header: PlanHeader = {
  kind: 'mapping',
  title: 'jobs: production → sandbox',
  definition: { path: 'jobs.mapping.jsonc', hash: 'a'.repeat(64) },
  source: { ...end, environment: 'production' },
  target: end,
  key: ['job'],
  fields: ['colour'],
}

export const conclusion: PlanConclusion = {
  summary: { totalSource: 3, fieldUpdates: { colour: 1 } },
  hazards: [{ code: 'triggers', message: '"public.jobs" has triggers' }],
}

export function change(job: string, before: string | null, after: string | null): Change {
  return {
    op: 'update',
    table: 'public.jobs',
    key: { job },
    before: { colour: before },
    after: { colour: after },
  }
}

export function notFound(job: string): Finding {
  return { kind: 'notFound', side: 'source', key: { job }, rows: 1 }
}

/** What a planner would yield. */
export async function* streamOf(items: Iterable<PlanItem>): PlanStream {
  await Promise.resolve()
  yield* items
  return conclusion
}

export function itemsOf(
  changes: readonly Change[],
  findings: readonly Finding[],
): readonly PlanItem[] {
  return [
    ...changes.map((value): PlanItem => ({ kind: 'change', change: value })),
    ...findings.map((value): PlanItem => ({ kind: 'finding', finding: value })),
  ]
}

/** More than one block of each section, of which the last is not full. */
export const manyChanges = Array.from({ length: 2345 }, (_, index) =>
  change(String(index), 'red', index % 7 === 0 ? null : 'Blue'),
)
export const manyFindings = Array.from({ length: 1234 }, (_, index) => notFound(`-${index}`))

export async function writePlan(
  changes: readonly Change[],
  findings: readonly Finding[] = [],
): Promise<string> {
  const location = { folder: join(temporaryFolder('plans'), '.drydock', 'plans') }
  return (await writePlanFile(location, header, streamOf(itemsOf(changes, findings)))).path
}

export async function withPlanFile<T>(
  path: string,
  callback: (file: PlanFile) => Promise<T>,
): Promise<T> {
  const file = await openPlanFile(path)
  try {
    return await callback(file)
  } finally {
    await file.close()
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
