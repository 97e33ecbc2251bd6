/** Refresh: of one node, or of everything that was read from files and databases. */
import type { Reloadable } from '../../contributions'
import type { CommandContext } from '../context'

export async function refresh(context: CommandContext, node?: unknown): Promise<void> {
  context.secrets.askAgain()
  if (isReloadable(node)) {
    node.reload()
    return
  }
  context.connections.clear()
  // A core that does not run has nothing to forget.
  await context.core.request('forgetRegistry', {}).catch(() => undefined)
  // Every view follows the folders.
  await context.folders.update()
  context.plans.refresh()
}

export function isReloadable(node: unknown): node is Reloadable {
  return (
    typeof node === 'object' &&
    node !== null &&
    'reload' in node &&
    typeof node.reload === 'function'
  )
}
