/** Asks for a field's new value. The box stays open, and says why, until there is a plan for what was typed. */
import * as vscode from 'vscode'
import { describeError, isCancellation } from '../../coreHost/coreError'
import type { Column, SavedPlan, Value, WorkOptions } from '../../core/index'
import { displayValue, shorten } from '../../views/format'
import { startValue } from './rowTexts'

export interface ValueQuestion {
  readonly title: string
  readonly column: Column
  readonly present: Value
  /** Plans the change; throws where the value cannot be stored. */
  readonly plan: (value: Value, options: WorkOptions) => Promise<SavedPlan>
}

const setNull: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('circle-slash'),
  tooltip: 'Set to NULL',
}

/** Undefined when the user gave up. */
export async function askForValue(question: ValueQuestion): Promise<SavedPlan | undefined> {
  const box = createBox(question)
  const abort = new AbortController()
  try {
    return await new Promise((resolve) => {
      const plan = async (value: Value): Promise<void> => {
        const saved = await planOnce(box, question, value, abort.signal)
        if (saved !== undefined) resolve(saved)
      }
      box.onDidAccept(() => void plan(box.value))
      box.onDidTriggerButton(() => void plan(null))
      box.onDidChangeValue(() => (box.validationMessage = undefined))
      box.onDidHide(() => resolve(undefined))
      box.show()
    })
  } finally {
    abort.abort()
    box.dispose()
  }
}

function createBox({ title, column, present }: ValueQuestion): vscode.InputBox {
  const box = vscode.window.createInputBox()
  const { value, hint } = startValue(present)
  box.title = title
  box.value = value
  box.prompt = `${column.type}${hint}. This makes a plan; nothing is changed before you apply it.`
  box.ignoreFocusOut = true
  if (column.nullable) box.buttons = [setNull]
  return box
}

async function planOnce(
  box: vscode.InputBox,
  { plan, present }: ValueQuestion,
  value: Value,
  signal: AbortSignal,
): Promise<SavedPlan | undefined> {
  box.busy = true
  box.enabled = false
  try {
    const saved = await plan(value, { signal })
    if (saved.plan.changes > 0) return saved
    box.validationMessage = `it is ${shorten(displayValue(present))} already`
  } catch (error) {
    if (!isCancellation(error)) box.validationMessage = describeError(error)
  } finally {
    box.busy = false
    box.enabled = true
  }
  return undefined
}
