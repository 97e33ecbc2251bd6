/** Which links become columns, and which are only their other sides. */
import { nearness, type FoundLink } from './findLinks'

export type LinkRole =
  | { readonly role: 'link'; readonly to: string }
  | { readonly role: 'reverse'; readonly table: string; readonly column: string }
  /** It links to several records, and no column takes several. */
  | { readonly role: 'many'; readonly to: string }

/** By `table` and `column`, in the form of `roleKey`. */
export function proposeLinks(links: readonly FoundLink[]): ReadonlyMap<string, LinkRole> {
  const roles = new Map<string, LinkRole>()
  for (const link of links) {
    if (roles.has(key(link))) continue
    const other = links.find(
      (one) => one !== link && one.from === link.to && one.to === link.from && !roles.has(key(one)),
    )
    const pair = other === undefined ? undefined : sidesOf(link, other)
    if (pair === undefined)
      roles.set(key(link), { role: link.isMany ? 'many' : 'link', to: link.to })
    else {
      roles.set(key(pair.link), { role: 'link', to: pair.link.to })
      const { from, column } = pair.link
      roles.set(key(pair.reverse), { role: 'reverse', table: from, column })
    }
  }
  return roles
}

interface Sides {
  readonly link: FoundLink
  readonly reverse: FoundLink
}

/** Undefined where both sides name several: then neither is a column. */
function sidesOf(a: FoundLink, b: FoundLink): Sides | undefined {
  if (a.isMany !== b.isMany) return a.isMany ? { link: b, reverse: a } : { link: a, reverse: b }
  if (a.isMany) return undefined
  // Each names one record so far. Airtable calls the other side of a link like the table that it comes from.
  if (nearness(a) !== nearness(b))
    return nearness(a) > nearness(b) ? { link: b, reverse: a } : { link: a, reverse: b }
  return a.filled >= b.filled ? { link: a, reverse: b } : { link: b, reverse: a }
}

export function roleKey(table: string, column: string): string {
  return JSON.stringify([table, column])
}

function key({ from, column }: FoundLink): string {
  return roleKey(from, column)
}
