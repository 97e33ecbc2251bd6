/** The tables of which a folder has exports. */
import { chooseExport } from './chooseExport'
import { listFolder, lookAtFiles } from './exportFile'
import { isNoExport, parseExportName } from './exportName'
import { folderProblem, severalViewsProblem } from './exportProblem'
import type { FoundExport } from './findExports'

/** As `findExports`, of every table that the names of the files tell of, in the order of their names. */
export async function listTables(folder: string): Promise<readonly FoundExport[]> {
  const listing = await listFolder(folder)
  if (listing.fault !== undefined)
    return [{ status: 'problem', table: '', problem: await folderProblem(listing) }]
  const byTable = new Map<string, string[]>()
  for (const name of [...listing.names].sort()) {
    const table = isNoExport(name) ? undefined : parseExportName(name)?.table
    if (table !== undefined) byTable.set(table, [...(byTable.get(table) ?? []), name])
  }
  const found: FoundExport[] = []
  for (const [table, names] of byTable) {
    const choice = chooseExport(table, await lookAtFiles(listing, names), 'byName')
    if (choice.status === 'chosen') found.push({ status: 'found', table, file: choice.file })
    if (choice.status === 'severalViews') {
      const problem = severalViewsProblem(table, choice.newest, folder)
      found.push({ status: 'problem', table, problem })
    }
  }
  return found
}
