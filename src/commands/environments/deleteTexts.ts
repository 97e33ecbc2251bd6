/** What is asked and said where several environments are deleted at once. Pure. */
import type { ApplyRequirement, ApplyResult, Change, Plan } from '../../core/index'
import { countOf, formatBytes } from '../../views/format'
import { describeSteps } from '../plan/stepTexts'
import { wentAsPlanned } from '../plan/texts'

/** What is planned for one of them. */
export interface PlannedDelete {
  readonly plan: Plan
  /** As many of its databases as are named in a question. */
  readonly steps: readonly Change[]
  readonly requirement: ApplyRequirement
}

/** More lines than this would push the buttons of a question off the screen. */
const mostLines = 40

/** `Move 4 databases of 2 environments to the trash?` */
export function questionOfAll(plans: readonly PlannedDelete[]): string {
  const databases = plans.reduce((sum, { plan }) => sum + plan.changes, 0)
  const of = `${countOf(databases, 'database')} of ${countOf(plans.length, 'environment')}`
  const lost = plans.filter(({ plan }) => isIrreversible(plan)).length
  if (lost === 0) return `Move ${of} to the trash?`
  return lost === plans.length ? `Delete ${of} for good?` : `Delete ${of}?`
}

/** Every environment with its databases and hazards; of very many the environments only. */
export function detailOfAll(plans: readonly PlannedDelete[]): string {
  const whole = plans.map((one) => [headOf(one), ...databaseLines(one), ...hazardLines(one)])
  const isLong = whole.reduce((sum, lines) => sum + lines.length, 0) > mostLines
  const groups = isLong ? plans.map((one) => [headOf(one), ...hazardLines(one)]) : whole
  return [
    ...groups.map((lines) => lines.join('\n')),
    ...(isLong ? ['“Show Plans” names every database.'] : []),
  ].join(isLong ? '\n' : '\n\n')
}

/** `Deleted 4 databases of test-a and test-b.`, and of each that went wrong what did. */
export function describeDeleted(
  results: readonly ApplyResult[],
  failures: readonly string[] = [],
): string {
  const gone = results.filter(({ run }) => run.counts.applied > 0)
  const databases = gone.reduce((sum, { run }) => sum + run.counts.applied, 0)
  const names = listOf(gone.map(({ run }) => run.environment))
  const left = results.flatMap(({ run }) => {
    const rest = run.counts.failed + run.counts.drifted
    return rest === 0 ? [] : [`${countOf(rest, 'database')} of ${run.environment} could not go.`]
  })
  const done =
    databases === 0
      ? 'Nothing was deleted.'
      : `Deleted ${countOf(databases, 'database')} of ${names}.`
  return [done, ...left, ...failures].join(' ')
}

/** Whether all of it went as planned. */
export function isClean(results: readonly ApplyResult[]): boolean {
  return results.every(wentAsPlanned)
}

/** `test-a`, `test-a and test-b`, `test-a, test-b and test-c`. */
export function listOf(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ')
}

function headOf({ plan, requirement }: PlannedDelete): string {
  const { bytes } = plan.summary
  const size = typeof bytes === 'number' ? `, ${formatBytes(bytes)}` : ''
  const typed = requirement.protection === 'guarded' ? '; its name has to be typed' : ''
  const { environment } = plan.target
  return `${environment}: ${countOf(plan.changes, 'database')}${size}${typed}`
}

function databaseLines({ plan, steps }: PlannedDelete): readonly string[] {
  return describeSteps(plan, steps).map((line) => `   ${line}`)
}

function hazardLines({ plan }: PlannedDelete): readonly string[] {
  return plan.hazards.map(({ message }) => `   Hazard: ${message}.`)
}

function isIrreversible({ hazards }: Plan): boolean {
  return hazards.some(({ code }) => code === 'irreversible')
}
