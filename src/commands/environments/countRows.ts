/** Count Rows Exactly: replaces a table's estimate by a number that the database counts. */
import type { TableReference } from '../../contributions'
import { TableNode } from '../../views/environments/nodes'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'

export async function countRows(_context: CommandContext, of?: TableReference): Promise<void> {
  if (!(of instanceof TableNode)) return
  const { schema, name } = of.table
  await withCoreProgress(`Counting the rows of ${schema}.${name}`, (options) => of.count(options))
}
