/** The report of a clone's proof, as a document of the workspace. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StepContext } from '../../apply/applySteps'
import type { CloneReport } from '../engines/cloneEngine'
import type { Proof } from '../engines/proof'
import type { StepWorld } from './stepWorld'

export interface ReportedClone {
  readonly name: string
  readonly source: string
  readonly from: string
  readonly environment: string
  readonly withData: boolean
  readonly proof: Proof
}

/** Writes it beside the plans, which git ignores. Returns its path, relative to the workspace folder. */
export async function saveReport(
  { workspace }: StepWorld,
  clone: ReportedClone,
  report: CloneReport,
  { runId }: StepContext,
): Promise<string> {
  const folder = join(workspace.folder, '.drydock')
  const path = join('.drydock', 'clones', `${runId}-${clone.name}.md`)
  await mkdir(dirname(join(workspace.folder, path)), { recursive: true })
  const ignore = join(folder, '.gitignore')
  if (!existsSync(ignore)) await writeFile(ignore, '*\n')
  await writeFile(join(workspace.folder, path), reportText(clone, report, runId))
  return path.replaceAll('\\', '/')
}

/** Markdown, for people. */
export function reportText(clone: ReportedClone, report: CloneReport, runId: string): string {
  const lines = [
    `# ${clone.name}`,
    '',
    `Cloned from \`${clone.source}\` (${clone.from}) for ${clone.environment} by run ${runId}, method: ${report.method}.`,
    '',
    `* ${report.objects} objects, each equal to that of the source${report.remarks.length === 0 ? '' : ', but for what is said below'}`,
    rowsLine(clone, report),
    ...(report.leaks.length === 0
      ? ['* nothing in it names a database of the source environment']
      : report.leaks.map(
          ({ object, names, text }) => `* ⚠ ${object} names \`${names}\`: \`${text}\``,
        )),
    ...report.remarks.map((remark) => `* ${remark}`),
    ...(report.tables.length === 0 ? [] : tableLines(report)),
  ]
  return `${lines.join('\n')}\n`
}

function rowsLine({ proof, withData }: ReportedClone, { tables }: CloneReport): string {
  if (!withData) return '* no rows: only the structure was wanted'
  if (proof === 'definitions') return '* rows were copied, and neither counted nor compared'
  const rows = tables.reduce((sum, { rows: count }) => sum + BigInt(count), 0n)
  const copied = `${tables.length} tables with ${rows} rows`
  return proof === 'rows'
    ? `* ${copied}, each equal to that of the source`
    : `* ${copied}, each with as many as that of the source; their values were not compared`
}

function tableLines({ tables }: CloneReport): readonly string[] {
  return [
    '',
    '| table | rows | digest of all rows |',
    '|---|---:|---|',
    ...tables.map(
      ({ table, rows, digest }) =>
        `| ${table.replaceAll('|', '\\|')} | ${rows} | ${digest ?? ''} |`,
    ),
  ]
}
