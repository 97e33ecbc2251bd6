/** Which of several files is the export of a table. */
import type { FolderFile } from './exportFile'
import { foldName, parseExportName, viewOf } from './exportName'

/** The file of a table, and the view that was exported as far as its name tells; empty where it does not. */
export interface ExportFile extends FolderFile {
  readonly view: string
}

export type Choice =
  | { readonly status: 'chosen'; readonly file: ExportFile }
  | { readonly status: 'severalViews'; readonly newest: readonly ExportFile[] }
  | { readonly status: 'none' }

/**
 * The file to read. With `byPattern` the user has said which files are meant; else two views are never taken for each other,
 * because each may hide other fields and records.
 */
export function chooseExport(
  table: string,
  files: readonly FolderFile[],
  how: 'byPattern' | 'byName',
): Choice {
  const sorted = files.map((file) => withView(table, file)).sort(newestFirst)
  const [first] = sorted
  if (first === undefined) return { status: 'none' }
  if (how === 'byPattern') return { status: 'chosen', file: first }
  const newest = new Map<string, ExportFile>()
  for (const file of sorted) {
    const view = foldName(file.view)
    if (!newest.has(view)) newest.set(view, file)
  }
  if (newest.size === 1) return { status: 'chosen', file: first }
  return { status: 'severalViews', newest: [...newest.values()] }
}

function withView(table: string, file: FolderFile): ExportFile {
  const view = viewOf(file.name, table) ?? parseExportName(file.name)?.view ?? ''
  return { ...file, view }
}

function newestFirst(a: ExportFile, b: ExportFile): number {
  if (a.mtimeMs !== b.mtimeMs) return b.mtimeMs - a.mtimeMs
  const copies = copyOf(b) - copyOf(a)
  if (copies !== 0) return copies
  return a.name < b.name ? -1 : 1
}

function copyOf({ name }: ExportFile): number {
  return parseExportName(name)?.copy ?? 0
}
