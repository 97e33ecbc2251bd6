/** Asks before anything is written, as strictly as the target's protection demands. */
import * as vscode from 'vscode'
import type { ApplyRequirement, Change, Plan } from '../../core/index'
import { detail, guard, nameProblem, question, refusal } from './texts'

/** `confirm` is the environment's name as it was typed. Undefined when the user declined or may not. */
export type Confirmation = { readonly confirm?: readonly string[] } | undefined

export async function confirmApply(
  requirement: ApplyRequirement,
  plan: Plan,
  steps: readonly Change[] = [],
): Promise<Confirmation> {
  const here = await confirmEnd(requirement, plan, steps)
  const { companion } = requirement
  if (here === undefined || companion === undefined) return here
  // The other direction changes the source, whose own protection holds.
  const back = { ...plan, target: { ...plan.target, environment: companion.environment } }
  const there = await confirmEnd(companion, back)
  if (there === undefined) return undefined
  return { confirm: [...(here.confirm ?? []), ...(there.confirm ?? [])] }
}

/** The same of one end. */
export function confirmEnd(
  requirement: ApplyRequirement,
  plan: Plan,
  steps: readonly Change[] = [],
): Promise<Confirmation> {
  return confirm(requirement, {
    ...{ question: question(plan), detail: detail(plan, steps) },
    answer: answers[plan.kind] ?? 'Apply',
  })
}

/** What is asked, what a reader should know before, and the name of the yes. */
export interface Asked {
  readonly question: string
  readonly detail: string
  readonly answer: string
}

/** Asks once, or for the name, or refuses. */
export async function confirm(requirement: ApplyRequirement, asked: Asked): Promise<Confirmation> {
  switch (requirement.protection) {
    case 'locked':
      await vscode.window.showErrorMessage(refusal(requirement))
      return undefined
    case 'guarded':
      return askForName(requirement, asked)
    case 'open':
      return askOnce(asked)
  }
}

async function askOnce({ question, detail, answer }: Asked): Promise<Confirmation> {
  const given = await vscode.window.showWarningMessage(question, { modal: true, detail }, answer)
  return given === undefined ? undefined : {}
}

const answers: Readonly<Partial<Record<Plan['kind'], string>>> = {
  undo: 'Take Back',
  createEnvironment: 'Create',
  deleteEnvironment: 'Delete',
  restoreEnvironment: 'Restore',
}

async function askForName(
  requirement: ApplyRequirement,
  { question, detail, answer }: Asked,
): Promise<Confirmation> {
  const { environment } = requirement
  const typed = await vscode.window.showInputBox({
    title: question,
    prompt: [guard(requirement), detail].join(' '),
    placeHolder: `Type ${environment} to ${answer.toLowerCase()}`,
    ignoreFocusOut: true,
    validateInput: (text) => nameProblem(text, environment, answer),
  })
  return typed === undefined ? undefined : { confirm: [typed] }
}
