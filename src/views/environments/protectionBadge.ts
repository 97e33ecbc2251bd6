/** A letter and a colour beside protected environments, wherever they are listed. */
import * as vscode from 'vscode'
import { schemes } from '../../contributions'

/** Decorates the resource URIs that environment nodes carry; their query is the protection. */
export const protectionBadges: vscode.FileDecorationProvider = {
  provideFileDecoration(uri) {
    if (uri.scheme !== schemes.environment) return undefined
    if (uri.query === 'locked')
      return new vscode.FileDecoration(
        'L',
        'locked: never a target',
        new vscode.ThemeColor('list.errorForeground'),
      )
    if (uri.query === 'guarded')
      return new vscode.FileDecoration(
        'G',
        'guarded: its name has to be typed',
        new vscode.ThemeColor('list.warningForeground'),
      )
    return undefined
  },
}
