/** What is asked before a plan is applied and said after it. */
import type { ApplyRequirement, ApplyResult, Change, Plan } from '../../core/index'
import { countOf } from '../../views/format'
import { changesOf, fieldUpdates } from '../../views/results/describePlan'
import { describeSteps, questionOfSteps } from './stepTexts'
import { describeCounts } from '../../views/runs/describeRun'

/** Whether all of it was applied. */
export function wentAsPlanned({ run: { status, counts } }: ApplyResult): boolean {
  return status === 'completed' && counts.failed === 0 && counts.drifted === 0
}

/** `Update 42 rows of sandbox?`, `Update 40 rows, insert 1 row and delete 1 row in sandbox?` */
export function question(plan: Plan): string {
  const { changes, kind, target } = plan
  if (plan.steps === true) return questionOfSteps(plan)
  if (kind === 'undo') return `Take back ${countOf(changes, 'row')} in ${target.environment}?`
  if (kind === 'ingest') return `Ingest ${countOf(changes, 'record')} into ${target.environment}?`
  const { updates, inserts, deletes } = changesOf(plan)
  if (inserts + deletes === 0) return `Update ${countOf(updates, 'row')} of ${target.environment}?`
  const all = [
    ['update', updates],
    ['insert', inserts],
    ['delete', deletes],
  ] as const
  const parts = all.flatMap(([verb, rows]) => (rows > 0 ? [`${verb} ${countOf(rows, 'row')}`] : []))
  const text = [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter(Boolean).join(' and ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} in ${target.environment}?`
}

/** What a reader should know before they say yes: the address, the fields and every hazard. */
export function detail(plan: Plan, steps: readonly Change[] = []): string {
  const { title, target, hazards, summary } = plan
  const edited = Number(summary['edited'] ?? 0)
  const fields = fieldUpdates(plan).map(([field, rows]) => `${field} in ${countOf(rows, 'row')}`)
  return [
    `${title}, at ${target.address}.`,
    ...(plan.steps === true ? describeSteps(plan, steps) : []),
    ...(fields.length === 0 ? [] : [`Changes ${fields.join(', ')}.`]),
    ...(edited === 0
      ? []
      : [`${countOf(edited, 'row')} edited or gone since the run: left alone.`]),
    ...hazards.map(({ message }) => `Hazard: ${message}.`),
  ].join('\n')
}

/** What is wrong with a typed name; undefined when it is the environment's, letter by letter. */
export function nameProblem(text: string, environment: string, answer: string): string | undefined {
  return text === environment ? undefined : `type "${environment}" to ${answer.toLowerCase()}`
}

export function refusal({ environment, reason }: ApplyRequirement): string {
  const because = reason === undefined ? '' : ` (${reason})`
  return `"${environment}" is locked and never a target${because}. Nothing was written.`
}

/** Why a name has to be typed. */
export function guard({ environment, reason }: ApplyRequirement): string {
  const because = reason === undefined ? '' : ` (${reason})`
  return `"${environment}" is guarded${because}.`
}

/** `jobs: production → sandbox: 41 applied, 1 drifted in sandbox`. */
export function describeResult({ run, alreadyApplied, resumed }: ApplyResult): string {
  if (alreadyApplied)
    return `This plan was applied before, by run ${run.id}. Nothing was changed now.`
  const again = resumed ? ' (continued)' : ''
  return `${run.title}: ${describeCounts(run.counts)} in ${run.environment}${again}`
}
