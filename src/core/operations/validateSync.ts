/** Whether the tables of a sync are what its exports say, and sound in themselves. */
import { planSync } from '../airtable/plan/planSync'
import { compareExports } from '../airtable/validate/compareExports'
import { checkTable, countTable } from '../airtable/validate/tableChecks'
import type { Issue, ValidatedTable, Validation } from '../airtable/validate/validation'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'
import { withSync } from './openSync'

/**
 * Compares every record and every field with its row, whoever has changed it, and looks at the rows themselves. Changes nothing. Throws
 * what planning a sync throws.
 */
export async function validateSync(
  workspace: Workspace,
  path: string,
  options: WorkOptions = {},
): Promise<Validation> {
  return withSync(workspace, path, options, async ({ resolved, end, exports }) => {
    // A row that was deleted is missing, too: only this mode says so.
    const { stream } = planSync(resolved, end, exports, { ...options, mode: 'merge' })
    const { issues: found, conclusion } = await compareExports(stream)
    const issues: Issue[] = [...found]
    const tables: ValidatedTable[] = []
    for (const table of resolved.tables) {
      options.onProgress?.({ message: `checking ${table.name}` })
      issues.push(...(await checkTable(end.session, table, resolved.tables)))
      const facts = conclusion.sync?.tables.find(({ name }) => name === table.spec.name)
      tables.push({
        ...{ name: table.spec.name, file: facts?.file ?? '', records: facts?.processed ?? 0 },
        ...(await countTable(end.session, table)),
      })
    }
    return { tables, issues }
  })
}
