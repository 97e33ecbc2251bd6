/** What the tree and the tabs need of a comparison. */
import { comparisonId, differencesOf } from './comparison'
import type { Comparison } from './comparison'
import type { KeptComparison } from './comparisons'
import { documentText, nameOfObject } from './comparisonTexts'
import type { NamedObject } from './comparisonTexts'
import { parseAddress } from './documentAddress'
import { ComparisonNode } from './nodes'
import { closeTabsOf } from './tabs'

export function keptComparison(comparison: Comparison): KeptComparison {
  const { folder, home, compared } = comparison
  const id = comparisonId(comparison)
  const nameEnd = (environment: string) => ({ folder, environment })
  return {
    ...{ id, comparison, home: nameEnd(home) },
    ends: [compared.first, compared.second].map(nameEnd),
    createNode: (parent) => new ComparisonNode(parent, comparison),
    textOf: textsOf(comparison),
    closeTabs: () => closeTabsOf(comparison),
  }
}

/** Of what was read when it was compared: nothing is read again. The editor asks for all documents at once. */
function textsOf(comparison: Comparison): KeptComparison['textOf'] {
  const id = comparisonId(comparison)
  const differences = new Map(
    differencesOf(comparison.compared).map((one) => [keyOf(one.base, one.difference), one]),
  )
  return (uri) => {
    const place = parseAddress(uri)
    if (place === undefined || place.comparison !== id) return undefined
    const found = differences.get(keyOf(place.base, place.object))
    if (found === undefined) return '-- This object no longer differs.\n'
    return documentText(found.difference[place.side])
  }
}

function keyOf(base: string, object: NamedObject): string {
  return JSON.stringify([base, nameOfObject(object)])
}
