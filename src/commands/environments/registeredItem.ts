/** An environment of the registry as an entry of a list. */
import type * as vscode from 'vscode'
import type { RegisteredEnvironment } from '../../coreHost/protocol'
import { countOf } from '../../views/format'

/** `current · guarded · 2 databases · branch fix`. */
export function registeredItem(
  { name, protection, databases, branch }: RegisteredEnvironment,
  isCurrent = false,
): vscode.QuickPickItem {
  const parts = [
    ...(isCurrent ? ['current'] : []),
    ...(protection === 'open' ? [] : [protection]),
    ...(databases.length === 0 ? [] : [countOf(databases.length, 'database')]),
    ...(branch === null ? [] : [`branch ${branch}`]),
  ]
  return { label: name, description: parts.join(' · ') }
}
