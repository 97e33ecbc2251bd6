/** The header `Link` of RFC 8288: `<https://example.com/?page=2>; rel="next", <…>; rel="last"`. */

const LINK =
  /<([^>]*)>((?:\s*;\s*[^\s=;,"]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)\s*(?:,|$)/g
const PARAMETER = /;\s*([^\s=;,"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))/g

/** The address of the first link with this relation, as it is written. */
export function findLink(header: string | null, relation: string): string | undefined {
  for (const [, address, parameters] of (header ?? '').matchAll(LINK))
    if (relationsOf(parameters ?? '').includes(relation)) return address
  return undefined
}

/** In lower case. A second `rel` of a link does not count. */
function relationsOf(parameters: string): readonly string[] {
  for (const [, name, quoted, plain] of parameters.matchAll(PARAMETER))
    if (name?.toLowerCase() === 'rel') return (quoted ?? plain ?? '').toLowerCase().split(/\s+/)
  return []
}
