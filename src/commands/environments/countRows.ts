/** Count Rows Exactly: replaces a table's estimate by a number that the database counts. */
import type { TableReference } from '../../contributions'
import type { WorkOptions } from '../../core/index'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'

export async function countRows(_context: CommandContext, of?: TableReference): Promise<void> {
  if (!isCountable(of)) return
  const { schema, name } = of.table
  await withCoreProgress(`Counting the rows of ${schema}.${name}`, (options) => of.count(options))
}

/** A table of the tree, which shows the number itself. */
interface CountableTable extends TableReference {
  count(options: WorkOptions): Promise<void>
}

function isCountable(of: TableReference | undefined): of is CountableTable {
  return of !== undefined && 'count' in of && typeof of.count === 'function'
}
