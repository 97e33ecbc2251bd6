import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { AppliedView, DecisionsView, PlanView, Readiness } from '../protocol'
import { count, counted } from './numbers'

const verbs: Readonly<Partial<Record<PlanView['kind'], string>>> = {
  undo: 'Take back',
  createEnvironment: 'Create',
  deleteEnvironment: 'Delete',
  restoreEnvironment: 'Restore',
}

export function applyLabel({ kind, changes, records, steps }: PlanView): string {
  const verb = verbs[kind] ?? 'Apply'
  if (changes === 0 && records) return 'Record…'
  return changes === 0 ? verb : `${verb} ${counted(changes, steps ? 'database' : 'change')}…`
}

export function canApply(
  { changes, conflicts, records }: PlanView,
  readiness: Readiness,
  { decided }: DecisionsView,
): boolean {
  return (changes > 0 || records) && readiness.kind === 'ready' && decided >= conflicts
}

export function canDiscard(readiness: Readiness): boolean {
  return readiness.kind !== 'busy'
}

/** Why the plan cannot be applied now, where the page does not say it in a banner. */
export function whyNot(
  { kind, changes, conflicts, records }: PlanView,
  readiness: Readiness,
  { decided }: DecisionsView,
): string | undefined {
  switch (readiness.kind) {
    case 'checking':
      return 'Checking the target…'
    case 'blocked':
      return readiness.reason
    case 'busy':
      return readiness.message
    case 'ready':
      if (changes === 0) return records ? whatIsRecorded(kind) : 'Nothing to apply'
      if (decided < conflicts) return `${counted(conflicts - decided, 'conflict')} to decide first`
      return readiness.guarded ? 'Guarded: its name will have to be typed' : undefined
    case 'applied':
      return undefined
  }
}

function whatIsRecorded(kind: PlanView['kind']): string {
  return kind === 'ingest' ? 'Records what was read' : 'Records what both sides have in common'
}

/** What became of the plan, once that is decided. */
export function outcomeBanner(
  plan: PlanView,
  readiness: Readiness,
  openLog: (runId: string) => void,
): TemplateResult | typeof nothing {
  const run = runOf(readiness)
  if (run === undefined) return nothing
  const clean = run.status === 'completed' && run.applied === plan.changes
  return html`<p class=${clean ? 'banner done' : 'banner warning'} role="status">
    <vscode-icon name=${clean ? 'pass' : 'warning'}></vscode-icon>
    <span>${outcomeText(run, plan.kind)}</span>
    <button class="link" @click=${() => openLog(run.runId)}>Open run log</button>
  </p>`
}

/** The run of the plan, where there is one. */
export function runOf(readiness: Readiness): AppliedView | undefined {
  if (readiness.kind === 'applied') return readiness.run
  return readiness.kind === 'ready' ? (readiness.resumes ?? undefined) : undefined
}

const done: Readonly<Partial<Record<PlanView['kind'], string>>> = {
  undo: 'Took back',
  createEnvironment: 'Created',
  deleteEnvironment: 'Deleted',
  restoreEnvironment: 'Restored',
}

/** `Applied 40 of 42 changes, 2 drifted.` */
export function outcomeText(
  { status, total, applied, drifted, failed }: AppliedView,
  kind: PlanView['kind'] = 'mapping',
): string {
  const all = applied === total
  const noun = kind.endsWith('Environment') ? 'database' : 'change'
  const parts = [all ? counted(total, noun) : `${count(applied)} of ${counted(total, noun)}`]
  if (drifted > 0) parts.push(`${count(drifted)} drifted`)
  if (failed > 0) parts.push(`${count(failed)} failed`)
  const text = `${done[kind] ?? 'Applied'} ${parts.join(', ')}`
  if (status === 'completed') return `${text}.`
  const rest = status === 'running' ? '' : ' Applying the plan again continues it.'
  return `${text}; the run is ${status}.${rest}`
}
