/** Asks before anything is written, as strictly as the target's protection demands. */
import * as vscode from 'vscode'
import type { ApplyRequirement, Plan } from '../../core/index'
import { detail, guard, nameProblem, question, refusal } from './texts'

/** `confirm` is the environment's name as it was typed. Undefined when the user declined or may not. */
export type Confirmation = { readonly confirm?: readonly string[] } | undefined

export async function confirmApply(
  requirement: ApplyRequirement,
  plan: Plan,
): Promise<Confirmation> {
  const here = await confirmEnd(requirement, plan)
  const { companion } = requirement
  if (here === undefined || companion === undefined) return here
  // The other direction changes the source, whose own protection holds.
  const back = { ...plan, target: { ...plan.target, environment: companion.environment } }
  const there = await confirmEnd(companion, back)
  if (there === undefined) return undefined
  return { confirm: [...(here.confirm ?? []), ...(there.confirm ?? [])] }
}

async function confirmEnd(requirement: ApplyRequirement, plan: Plan): Promise<Confirmation> {
  switch (requirement.protection) {
    case 'locked':
      await vscode.window.showErrorMessage(refusal(requirement))
      return undefined
    case 'guarded':
      return askForName(requirement, plan)
    case 'open':
      return askOnce(plan)
  }
}

async function askOnce(plan: Plan): Promise<Confirmation> {
  const answer = await vscode.window.showWarningMessage(
    question(plan),
    { modal: true, detail: detail(plan) },
    plan.kind === 'undo' ? 'Take Back' : 'Apply',
  )
  return answer === undefined ? undefined : {}
}

async function askForName(requirement: ApplyRequirement, plan: Plan): Promise<Confirmation> {
  const { environment } = requirement
  const typed = await vscode.window.showInputBox({
    title: question(plan),
    prompt: [guard(requirement), detail(plan)].join(' '),
    placeHolder: `Type ${environment} to apply`,
    ignoreFocusOut: true,
    validateInput: (text) => nameProblem(text, environment),
  })
  return typed === undefined ? undefined : { confirm: [typed] }
}
