/** The limits that keep a silver table as it was, and how near the latest transform came to them. */
import type { Silver } from '../definition/pipeline'
import { mayVanish } from '../silver/writeSilver'
import type { Gate, RunQuality } from './report'
import { standing } from './trend'

export function gatesOf({ quality }: Silver, trend: readonly RunQuality[]): readonly Gate[] {
  const { minimumScore, maximumErrors, maximumVanished } = quality.gates
  const last = standing(trend).at(-1)
  const gate = (
    name: Gate['name'],
    limit: number,
    actual: number | null | undefined,
    passes: (actual: number) => boolean = (share) => share <= limit,
  ): Gate => {
    if (actual === undefined || actual === null) return { name, limit, actual: null, passed: null }
    return { name, limit, actual, passed: passes(actual) }
  }
  return [
    ...(minimumScore === undefined
      ? []
      : [gate('minimumScore', minimumScore, last?.averageScore, (score) => score >= minimumScore)]),
    ...(maximumErrors === undefined
      ? []
      : [gate('maximumErrors', maximumErrors, last && share(last.rejected, judged(last)))]),
    gate('maximumVanished', maximumVanished, last && share(last.deleted, rowsBefore(last)), () =>
      last === undefined ? true : mayVanish(last.deleted, rowsBefore(last), maximumVanished),
    ),
  ]
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function judged({ created, updated, rejected }: RunQuality): number {
  return created + updated + rejected
}

function rowsBefore({ entities, created, deleted }: RunQuality): number {
  return (entities ?? 0) - created + deleted
}
