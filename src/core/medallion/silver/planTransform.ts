/** The planner of transforms: what a merge would change in the silver table, row by row. */
import { randomUUID } from 'node:crypto'
import { isRestorable } from '../../apply/batch'
import type { Database } from '../../database/database'
import type { DatabaseIdentity } from '../../database/identity'
import { textOf, type Session } from '../../database/session'
import { displayTable, type Table } from '../../database/table'
import type { Change, PipelineFacts, PlanConclusion, PlanHeader, PlanItem } from '../../plan/plan'
import { sideEffects } from '../../plan/sideEffects'
import { throttleProgress, type WorkOptions } from '../../util/progress'
import type { Row, Value } from '../../util/value'
import type { Pipeline, Silver } from '../definition/pipeline'
import { changeTexts, writtenColumns } from './changesQuery'
import { mergeOf, readScope, silverFingerprint, silverStream, type ScopeOptions } from './dirty'
import { silverLanguage } from './language'

export interface PlanTarget {
  readonly database: Database<'read'>
  readonly session: Session
  readonly identity: DatabaseIdentity
  readonly table: Table
}

export interface PlannedTransform {
  readonly header: PlanHeader
  readonly stream: AsyncGenerator<PlanItem, PlanConclusion>
}

/** Never writes. The session must stay in its transaction until the stream has ended. */
export async function planTransform(
  pipeline: Pipeline,
  silver: Silver,
  target: PlanTarget,
  options: WorkOptions & ScopeOptions,
): Promise<PlannedTransform> {
  const { session, table, database, identity } = target
  const scope = await readScope(session, pipeline, silver, options)
  const written = writtenColumns(silver, table, silverLanguage(session))
  const facts: PipelineFacts = {
    layers: pipeline.target.layers,
    entity: pipeline.entity,
    sourceSystem: 'silver_transformation',
    streamName: silverStream(silver),
    ingestionRunId: randomUUID(),
    fingerprint: silverFingerprint(pipeline, silver),
    state: { seen: scope.seen },
  }
  const { path, hash } = pipeline.definition
  const isNothing = scope.full === undefined && scope.dirty.length === 0
  return {
    header: {
      kind: 'transform',
      title: `${pipeline.entity}: bronze → ${displayTable(table)}`,
      definition: { path, hash },
      target: {
        environment: pipeline.target.environment,
        ...(pipeline.target.database !== undefined && { database: pipeline.target.database }),
        address: database.address,
        identity,
        tables: [table],
      },
      key: [silver.key.column],
      fields: written.map(({ column }) => column.name),
      pipeline: facts,
    },
    stream: isNothing
      ? nothing()
      : changes(
          { pipeline, silver, session, table },
          scope.full,
          mergeOf(session, pipeline, silver, table, scope),
          options,
        ),
  }
}

async function* nothing(): AsyncGenerator<PlanItem, PlanConclusion> {
  yield* []
  return { summary: { inserted: 0, updated: 0, deleted: 0, rejected: 0 }, hazards: [] }
}

interface Planning {
  readonly pipeline: Pipeline
  readonly silver: Silver
  readonly session: Session
  readonly table: Table
}

async function* changes(
  { silver, session, table }: Planning,
  full: string | undefined,
  merge: ReturnType<typeof mergeOf>,
  { onProgress }: WorkOptions,
): AsyncGenerator<PlanItem, PlanConclusion> {
  const report = throttleProgress(onProgress)
  const counts = { inserted: 0, updated: 0, deleted: 0, rejected: 0 }
  const fieldUpdates: Record<string, number> = {}
  const names = writtenColumns(silver, table, merge.language).map(({ column }) => column.name)
  const whole = table.columns.filter(isRestorable).map(({ name }) => name)
  for (const setting of merge.language.prepare) await session.execute(setting)
  for await (const rows of session.readPages(changeTexts(merge, whole)))
    for (const row of rows) {
      const item = itemOf(row, { key: silver.key.column, table: displayTable(table), names, whole })
      if (item.kind === 'finding') counts.rejected++
      else {
        const { op, after } = item.change
        if (op === 'insert') counts.inserted++
        if (op === 'delete') counts.deleted++
        if (op === 'update') {
          counts.updated++
          for (const name of Object.keys(after)) fieldUpdates[name] = (fieldUpdates[name] ?? 0) + 1
        }
      }
      yield item
      report(() => ({ message: `merging: ${counts.inserted + counts.updated} entities differ` }))
    }
  return {
    summary: { ...counts, fieldUpdates },
    hazards: [
      ...(full === undefined
        ? []
        : [{ code: 'all-entities', message: `all entities are looked at: ${full}` }]),
      ...sideEffects(table, Object.keys(fieldUpdates)),
    ],
  }
}

interface Shape {
  readonly key: string
  readonly table: string
  /** What is written, in the order of the new values, and all columns, in that of the old ones. */
  readonly names: readonly string[]
  readonly whole: readonly string[]
}

function itemOf(row: Row, { key, table, names, whole }: Shape): PlanItem {
  const id = { [key]: textOf(row, 'dd_key') }
  const op = textOf(row, 'dd_op')
  if (op === 'reject') {
    const message = (JSON.parse(textOf(row, 'dd_errors')) as readonly string[]).join(', ')
    return {
      kind: 'finding',
      finding: { kind: 'invalid', side: 'source', key: id, rows: 1, message },
    }
  }
  const added = names.map((name, index): [string, Value] => [name, row[`dd_text_${index}`] ?? null])
  const old = new Map(
    whole.map((name, index): [string, Value] => [name, row[`dd_old_${index}`] ?? null]),
  )
  return {
    kind: 'change',
    change: { table, key: id, ...beforeAndAfter(op as Change['op'], id, added, old) },
  }
}

function beforeAndAfter(
  op: Change['op'],
  id: Row,
  added: readonly [string, Value][],
  old: ReadonlyMap<string, Value>,
): Pick<Change, 'op' | 'before' | 'after'> {
  if (op === 'insert') return { op, before: {}, after: { ...id, ...Object.fromEntries(added) } }
  if (op === 'delete') return { op, before: Object.fromEntries(old), after: {} }
  const differing = added.filter(([name, value]) => old.get(name) !== value)
  return {
    op,
    before: Object.fromEntries(differing.map(([name]) => [name, old.get(name) ?? null])),
    after: Object.fromEntries(differing),
  }
}
