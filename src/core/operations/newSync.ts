/** A definition for the exports of a folder, made of what they show. */
import { relative, resolve, sep } from 'node:path'
import type { CellFormat } from '../airtable/cells/format'
import { listTables } from '../airtable/exports/listTables'
import { definitionText } from '../airtable/infer/definitionText'
import { readFacts } from '../airtable/infer/exportFacts'
import { findLinks, type FoundLink } from '../airtable/infer/findLinks'
import { roleKey } from '../airtable/infer/proposeLinks'
import { proposeSync, type ProposedSync, type Question } from '../airtable/infer/proposeSync'
import { openExport, type OpenedExport } from '../airtable/plan/openExport'
import { UsageError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import type { Workspace } from '../workspace/workspace'

/** Whether the day or the month comes first, where the exports do not show it. */
export type DateOrder = 'day' | 'month'

export interface ProposeSyncOptions extends WorkOptions {
  readonly environment: string
  /** For all columns that leave it open. */
  readonly dates?: DateOrder | undefined
}

export interface ProposedDefinition {
  /** The text of a file that ends with `.airtable.jsonc`. */
  readonly text: string
  readonly tables: readonly {
    readonly name: string
    readonly file: string
    readonly notes: number
  }[]
  /** Columns whose days and months nothing tells apart: they are text in `text`. */
  readonly questions: readonly { readonly table: string; readonly column: string }[]
}

/**
 * Reads the exports of a folder, which is relative to the workspace folder, and proposes how to sync them. Writes nothing. Throws
 * `UsageError` where there are none, or where one table has exports of several views.
 */
export async function proposeSyncOf(
  workspace: Workspace,
  folder: string,
  { environment, dates, ...options }: ProposeSyncOptions,
): Promise<ProposedDefinition> {
  const path = resolve(workspace.folder, folder)
  const proposed = await readFolder(path, dates, options)
  const { tables, questions } = proposed
  const exports = relative(workspace.folder, path).split(sep).join('/') || '.'
  return {
    text: definitionText(proposed, { environment, exports }),
    tables: tables.map(({ name, file, columns, identity }) => ({
      ...{ name, file },
      notes:
        columns.filter(({ notes }) => notes.length > 0).length +
        (identity.note === undefined ? 0 : 1),
    })),
    questions: questions.map(({ table, column }) => ({ table, column })),
  }
}

async function readFolder(
  folder: string,
  dates: DateOrder | undefined,
  options: WorkOptions,
): Promise<ProposedSync> {
  const opened = await openAll(folder, options)
  const facts = []
  for (const [table, one] of opened) {
    options.onProgress?.({ message: `reading ${one.fileName}` })
    facts.push(await readFacts(table, one))
  }
  const links: FoundLink[] = []
  for (const one of facts) {
    const again = opened.get(one.table)
    if (again !== undefined) links.push(...(await findLinks(one, again, facts)))
  }
  const proposed = proposeSync(facts, links)
  if (dates === undefined || proposed.questions.length === 0) return proposed
  const answers = proposed.questions.flatMap((question) => answerOf(question, dates))
  return proposeSync(facts, links, new Map(answers))
}

async function openAll(
  folder: string,
  options: WorkOptions,
): Promise<ReadonlyMap<string, OpenedExport>> {
  const opened = new Map<string, OpenedExport>()
  for (const one of await listTables(folder)) {
    if (one.status === 'problem') {
      const { message, mend } = one.problem
      throw new UsageError(message, { mend })
    }
    const { file, table } = one
    opened.set(table, await openExport(file.path, { ...options, warn: () => undefined }))
  }
  if (opened.size > 0) return opened
  throw new UsageError(`there are no exports in ${folder}`, {
    mend: 'put the CSV files there that Airtable gives: "Table-View.csv"',
  })
}

function answerOf(
  { table, column, formats }: Question,
  dates: DateOrder,
): readonly (readonly [string, CellFormat])[] {
  const begins = dates === 'day' ? /^D/ : /^M/
  const format = formats.find((one) => 'format' in one && begins.test(one.format ?? ''))
  return format === undefined ? [] : [[roleKey(table, column), format]]
}
