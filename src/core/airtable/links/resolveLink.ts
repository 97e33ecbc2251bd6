/**
 * Which records a cell links to. Exports write their names, joined by commas; whether a comma is between names or within one the
 * cell does not say. So it is read in three ways, the surest first: as one name, as names that are quoted where they have commas,
 * and as the longest names that are known.
 */
import { readList } from '../cells/list'
import type { NameIndex } from './nameIndex'

export type ResolvedLinks =
  | { readonly rowIds: readonly string[] }
  /** Which name is to blame, and why. */
  | { readonly unknown: string }
  | { readonly ambiguous: string }

/** Of a cell that is not empty. */
export function resolveLinks(cell: string, names: NameIndex): ResolvedLinks {
  const ways = [[cell], readList(cell), longestNames(cell, names)]
  const known = ways.find((way) => way?.every((name) => names.has(name)) === true)
  if (known === undefined) return { unknown: firstUnknown(cell, names) }
  const rowIds: string[] = []
  for (const name of known) {
    const found = names.find(name)
    if (found === 'ambiguous') return { ambiguous: name }
    if (found !== undefined) rowIds.push(found.rowId)
  }
  return { rowIds }
}

function firstUnknown(cell: string, names: NameIndex): string {
  return readList(cell)?.find((name) => !names.has(name)) ?? cell
}

/** Takes, from the start, the longest name that ends at a comma or at the end. Undefined where that leads nowhere. */
function longestNames(cell: string, names: NameIndex): readonly string[] | undefined {
  const ends = [...commasOf(cell), cell.length]
  const found: string[] = []
  let start = 0
  while (start <= cell.length) {
    const end = ends.findLast((one) => one >= start && names.has(cell.slice(start, one)))
    if (end === undefined) return undefined
    found.push(cell.slice(start, end))
    start = end + 1
  }
  return found
}

function commasOf(cell: string): readonly number[] {
  const commas: number[] = []
  for (let at = cell.indexOf(','); at >= 0; at = cell.indexOf(',', at + 1)) commas.push(at)
  return commas
}
