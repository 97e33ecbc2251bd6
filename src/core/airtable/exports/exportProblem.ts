/** Why there is no file for a table, in words. */
import { basename, dirname } from 'node:path'
import { nearMiss, suggest } from '../../util/nearMiss'
import type { ExportFile } from './chooseExport'
import type { Claim } from './exportClaims'
import { listFolder, type Listing } from './exportFile'
import { isNoExport, parseExportName } from './exportName'

export interface ExportProblem {
  readonly kind: 'noFolder' | 'unreadableFolder' | 'noFile' | 'severalViews' | 'sharedFile'
  readonly message: string
  readonly mend: string
  /** The files that it is about: those to choose from, or those whose names are near. */
  readonly names: readonly string[]
}

export async function folderProblem({ folder, fault }: Listing): Promise<ExportProblem> {
  if (fault?.code === 'ENOENT') {
    const mend = await nearFolder(folder)
    return { kind: 'noFolder', message: `there is no folder ${folder}`, mend, names: [] }
  }
  const message = `the folder ${folder} cannot be read: ${fault?.text ?? 'nothing is known'}`
  const mend = 'Check that it is a folder and that you have the right to read it.'
  return { kind: 'unreadableFolder', message, mend, names: [] }
}

async function nearFolder(folder: string): Promise<string> {
  const { names, fault } = await listFolder(dirname(folder))
  if (fault !== undefined) return `There is no folder ${dirname(folder)} either: check the path.`
  return `In ${dirname(folder)}: ${suggest(basename(folder), names)}`
}

export function noFileProblem(claim: Claim, listing: Listing): ExportProblem {
  const { table, pattern } = claim
  const { folder } = listing
  const names = listing.names.filter((name) => !isNoExport(name) && /\.csv$/i.test(name))
  if (pattern !== undefined) {
    const message = `no file in ${folder} has the name "${basename(pattern)}", which is that of the table "${table}"`
    const mend = `Files there: ${suggestFile(basename(pattern), names, (name) => name)}`
    return { kind: 'noFile', message, mend, names }
  }
  const message = `there is no export of the table "${table}" in ${folder}`
  // A name is near if its table is: the view in it would count as a difference.
  const near = suggestFile(table, names, (name) => parseExportName(name)?.table ?? name)
  const mend = `Export it as "${table}-<view>.csv", or name its file in the definition; in the folder: ${near}`
  return { kind: 'noFile', message, mend, names }
}

/** The file whose part is near to what was wanted. */
function suggestFile(
  wanted: string,
  names: readonly string[],
  partOf: (name: string) => string,
): string {
  // Names of other lengths cannot be near, and a folder of downloads holds thousands.
  const greatest = Math.max(1, Math.floor(wanted.length / 3))
  const likely = names.filter((name) => Math.abs(partOf(name).length - wanted.length) <= greatest)
  const parts = likely.map(partOf)
  const near = nearMiss(wanted, parts)
  if (near === undefined) return suggest(wanted, names.slice(0, MOST_SHOWN + 1))
  return `did you mean "${likely[parts.indexOf(near)] ?? near}"?`
}

/** As many as `suggest` shows. */
const MOST_SHOWN = 12

export function severalViewsProblem(
  table: string,
  newest: readonly ExportFile[],
  folder: string,
): ExportProblem {
  const names = newest.map(({ name }) => name)
  const [first = ''] = names
  const message = `exports of several views of the table "${table}" are in ${folder}: ${quoted(names)}; the newest is "${first}"`
  const mend = 'Remove those that are not meant, or name the file in the definition.'
  return { kind: 'severalViews', message, mend, names }
}

export function sharedFileProblem(name: string, tables: readonly string[]): ExportProblem {
  const message = `"${name}" would be the export of several tables: ${quoted(tables)}`
  const mend = 'Name the file of each of them in the definition.'
  return { kind: 'sharedFile', message, mend, names: [name] }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
