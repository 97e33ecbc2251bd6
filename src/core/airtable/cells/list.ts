/**
 * Cells that are lists: items joined by commas without blanks, each quoted as a field of CSV where it has a comma or a quote.
 * So they are CSV within CSV.
 */

/** The items; undefined where the quotes are those of no list. */
export function readList(cell: string): readonly string[] | undefined {
  // Most cells are one plain item.
  if (!cell.includes('"')) return cell.split(',')
  const items: string[] = []
  for (let at = 0; ; at++) {
    const end = cell[at] === '"' ? endOfQuoted(cell, at) : endOfPlain(cell, at)
    if (end === undefined) return undefined
    const item = cell.slice(at, end)
    items.push(item.startsWith('"') ? item.slice(1, -1).replaceAll('""', '"') : item)
    if (end === cell.length) return items
    at = end
  }
}

export function writeList(items: readonly string[]): string {
  // An item without characters is seen only next to others, or in quotes.
  if (items.length === 1 && items[0] === '') return '""'
  return items.map(listItem).join(',')
}

function listItem(item: string): string {
  return /[",\n\r]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item
}

/** A quote within an item that has none at its start leaves open where the item ends. */
function endOfPlain(cell: string, start: number): number | undefined {
  const comma = cell.indexOf(',', start)
  const end = comma < 0 ? cell.length : comma
  const quote = cell.indexOf('"', start)
  return quote >= 0 && quote < end ? undefined : end
}

function endOfQuoted(cell: string, start: number): number | undefined {
  for (let at = cell.indexOf('"', start + 1); at >= 0; at = cell.indexOf('"', at + 2)) {
    const next = cell[at + 1]
    if (next === undefined || next === ',') return at + 1
    if (next !== '"') return undefined
  }
  return undefined
}
