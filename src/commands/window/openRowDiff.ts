/** Show Row Diff: one row before and after, in the editor's own diff. */
import type { RowReference } from '../../contributions'
import type { CommandContext } from '../context'

export async function openRowDiff({ rowDiffs }: CommandContext, of?: RowReference): Promise<void> {
  if (of !== undefined) await rowDiffs.open(of.change, of.plan)
}
