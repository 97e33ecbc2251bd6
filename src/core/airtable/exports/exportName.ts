/** What the name of a file says about the export in it: `<Table>-<View>.csv`, as Airtable and browsers write it. */

export interface ExportName {
  readonly table: string
  /** Empty where the name has none. */
  readonly view: string
  /** The number that browsers add where there is a file of the name already; 0 without one. */
  readonly copy: number
}

/**
 * The parts of a name; undefined for what is no CSV file. Tables and views may have dashes in their names: the last dash is taken
 * for the one between them, which only `matchesTable` and `viewOf`, who know the table, can do better.
 */
export function parseExportName(fileName: string): ExportName | undefined {
  const stem = stemOf(fileName)
  if (stem === undefined) return undefined
  const { name, copy } = withoutCopy(stem)
  const dash = name.lastIndexOf('-')
  const table = name.slice(0, Math.max(dash, 0)).trim()
  if (table === '') return { table: name, view: '', copy }
  return { table, view: name.slice(dash + 1).trim(), copy }
}

/** Whether the file could be an export of the table: its name before some dash is the table's, or its whole name. */
export function matchesTable(fileName: string, tableName: string): boolean {
  return viewOf(fileName, tableName) !== undefined
}

/** The view of which the file is an export if it is one of the table; undefined where it cannot be. */
export function viewOf(fileName: string, tableName: string): string | undefined {
  if (beginOtherwise(fileName.trimStart(), tableName.trimStart())) return undefined
  const stem = stemOf(fileName)
  if (stem === undefined || tableName.trim() === '') return undefined
  const { name, copy } = withoutCopy(stem)
  for (let dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1))
    if (isTable(name.slice(0, dash), tableName)) return name.slice(dash + 1).trim()
  // A table may be called "Prints (1)".
  const isWhole = isTable(name, tableName) || (copy > 0 && isTable(stem, tableName))
  return isWhole ? '' : undefined
}

const PARTIAL = ['.crdownload', '.part', '.partial', '.download', '.tmp']

/** Whether browsers and programs give such names to what is not there for its reader yet, or not for a reader at all. */
export function isNoExport(fileName: string): boolean {
  const name = fileName.toLowerCase()
  if (name.startsWith('.') || name.startsWith('~$')) return true
  return PARTIAL.some((ending) => name.endsWith(ending))
}

/** The names under which browsers write what will be this file, in lower case. */
export function partialNames(fileName: string): readonly string[] {
  return PARTIAL.map((ending) => fileName.toLowerCase() + ending)
}

/** Disks write the accents of a name in two ways, and some do not tell capitals from small letters. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function stemOf(fileName: string): string | undefined {
  const stem = fileName.replace(/\.csv$/i, '').trim()
  return stem === '' || !/\.csv$/i.test(fileName) ? undefined : stem
}

/** Firefox writes the number without a space. More than three digits are a year rather than a copy. */
function withoutCopy(stem: string): { readonly name: string; readonly copy: number } {
  const match = /^(.*[^\s-])\s*\(([1-9]\d{0,2})\)$/s.exec(stem)
  const [, name, number] = match ?? []
  return name === undefined ? { name: stem, copy: 0 } : { name, copy: Number(number) }
}

/** Tells most names apart at once: a folder of downloads holds thousands, and is looked at twice a second. */
function beginOtherwise(a: string, b: string): boolean {
  const [first, second] = [a.charAt(0).toLowerCase(), b.charAt(0).toLowerCase()]
  return first !== second && /^[a-z0-9]{2}$/.test(first + second)
}

/** Browsers put a letter of their own for one that a file name cannot hold. */
function isTable(text: string, tableName: string): boolean {
  const [found, wanted] = [[...foldName(text.trim())], [...foldName(tableName.trim())]]
  if (found.length !== wanted.length) return false
  return wanted.every((letter, index) => {
    const other = found[index] ?? ''
    return letter === other || (UNFIT.test(letter) && /[_\- ]/.test(other))
  })
}

const UNFIT = /[\p{Cc}/\\:*?"<>|]/u
