/** Writes a transform's result: all of it in one transaction, or nothing. */
import { textOf, type Session } from '../../database/session'
import { integerLiteral, list, sql } from '../../database/sql'
import { findColumn } from '../../database/table'
import { growRun } from '../../ledger/growRun'
import { ledgerSql } from '../../ledger/ledgerSql'
import { RefusedError } from '../../util/errors'
import type { TransformCounts } from './transformCounts'
import { changesQuery, keyColumn, writtenColumns } from './changesQuery'
import {
  countChanges,
  countScores,
  createChanges,
  quarantineRejected,
  writeChanges,
} from './languages/postgresWrite'
import type { Merge } from './mergeQuery'
import { findingsOf } from './quality'
import { checksOf } from './validity'

/** So few rows may always go. */
const FEW = 50

export interface WriteSilverOptions {
  readonly runId: string
  readonly acceptVanished: boolean
}

/** Throws `RefusedError` where a gate is crossed, and `DatabaseError`; then the silver table is as it was. */
export async function writeSilver(
  session: Session,
  merge: Merge,
  options: WriteSilverOptions,
): Promise<TransformCounts> {
  const { silver, table, language } = merge
  const { runId } = options
  return session.transaction('write', async () => {
    for (const setting of language.prepare) await session.execute(setting)
    await session.execute(createChanges(changesQuery(merge)))
    const counts = await readCounts(session)
    await requireGates(session, merge, counts, options)
    await session.execute(
      writeChanges({
        ...{ runId, table },
        key: keyColumn(silver, table),
        written: writtenColumns(silver, table, language),
      }),
    )
    if (counts.rejected > 0) await session.execute(quarantineRejected(runId))
    const applied = counts.created + counts.updated + counts.deleted
    await growRun(session, runId, { applied, failed: counts.rejected })
    return { ...counts, ...(await assess(session, merge, runId)) }
  })
}

type Changes = Pick<TransformCounts, 'created' | 'updated' | 'deleted' | 'rejected'>

async function readCounts(session: Session): Promise<Changes> {
  const { rows } = await session.execute(countChanges)
  const count = (op: string) => Number(rows.find((row) => row['op'] === op)?.['changes'] ?? '0')
  return {
    created: count('insert'),
    updated: count('update'),
    deleted: count('delete'),
    rejected: count('reject'),
  }
}

async function requireGates(
  session: Session,
  { silver, table }: Merge,
  { created, updated, deleted, rejected }: Changes,
  { acceptVanished }: WriteSilverOptions,
): Promise<void> {
  const { maximumErrors, maximumVanished } = silver.quality.gates
  const judged = created + updated + rejected
  if (maximumErrors !== undefined && rejected > maximumErrors * judged)
    throw gate(`${rejected} of ${judged} entities are not valid`, 'maximumErrors')
  if (deleted <= FEW || acceptVanished) return
  const rows = Number(await session.dialect.countRows(session, table))
  if (deleted > maximumVanished * rows)
    throw gate(`${deleted} of ${rows} entities would go`, 'maximumVanished')
}

function gate(what: string, name: string): RefusedError {
  return new RefusedError('quality-gate', `${what}, more than "${name}" allows`, {
    mend: `look at the run's log and quarantine; the silver table is as it was`,
  })
}

/** Keeps what the quality is now, and refuses it where it is under the gate. */
async function assess(
  session: Session,
  merge: Merge,
  runId: string,
): Promise<Pick<TransformCounts, 'entities' | 'averageScore' | 'flagged'>> {
  const { silver, table } = merge
  if (findColumn(table, 'data_quality_score') === undefined)
    return { entities: 0, averageScore: null, flagged: 0 }
  const { rows } = await session.execute(countScores(runId, table))
  const scores = rows.map((row) => ({
    score: Number(textOf(row, 'score')),
    entities: Number(textOf(row, 'entities')),
  }))
  const entities = scores.reduce((sum, one) => sum + one.entities, 0)
  const total = scores.reduce((sum, one) => sum + one.score * one.entities, 0)
  const averageScore = entities === 0 ? null : total / entities
  const { minimumScore } = silver.quality.gates
  if (minimumScore !== undefined && averageScore !== null && averageScore < minimumScore)
    throw gate(`the average score is ${averageScore.toFixed(3)}`, 'minimumScore')
  return { entities, averageScore, flagged: await keepResults(session, merge, runId, entities) }
}

/** A result for every rule, for those that all entities pass, too. */
async function keepResults(
  session: Session,
  { pipeline, silver, table, language }: Merge,
  runId: string,
  entities: number,
): Promise<number> {
  const column = findColumn(table, 'quality_flags')
  if (column === undefined) return 0
  const findings = findingsOf(pipeline, silver, checksOf(silver, table, language))
  const { qualityResults, integer } = ledgerSql(session)
  const { rows } = await session.execute(language.countFlags(table, column))
  const counts = new Map(
    rows.map((row) => [textOf(row, 'flag'), Number(textOf(row, 'entities'))] as const),
  )
  if (findings.length > 0)
    await session.execute(sql`
insert into ${qualityResults} (run_id, flag, checked, failed, weight) values ${list(
      findings.map(
        ({ flag, weight }) =>
          sql`(${runId}, ${flag}, ${integer(String(entities))}, ${integerLiteral(counts.get(flag) ?? 0)}, ${language.decimal(weight)})`,
      ),
    )}`)
  return counts.get('') ?? 0
}
