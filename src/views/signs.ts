/** Whether signs are replaced by words: for screen readers, and for whoever has asked programs for plain text. */
import * as vscode from 'vscode'

const SUPPORT = 'editor.accessibilitySupport'

/**
 * The editor tells extensions of no screen reader by itself. It does ask its user once it finds one, and then switches this setting
 * on.
 */
export function wordsWanted(): boolean {
  const support = vscode.workspace.getConfiguration().get<string>(SUPPORT)
  return support === 'on' || (process.env['NO_COLOR'] ?? '') !== ''
}

/** Whether a change of settings may have changed that. */
export function mayChangeSigns(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(SUPPORT)
}
