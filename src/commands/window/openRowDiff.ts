/** Show Row Diff: one row before and after, in the editor's own diff. */
import type { RowReference } from '../../contributions'
import type { CommandContext } from '../context'

export async function openRowDiff({ rows }: CommandContext, of?: RowReference): Promise<void> {
  if (of !== undefined) await rows.openDiff(of.change, of.plan)
}
