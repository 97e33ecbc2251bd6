/** Matchers as a mapping file has them, in one form. */
import { readTransforms } from '../transforms/readTransform'
import {
  KEY_MATCHER,
  nameOfMatcher,
  type MatchColumn,
  type Matcher,
  type MatchValue,
} from './matcher'
import type { MatchColumnFile, MatcherFile, MatchValueFile } from './matchSchema'

export function readMatchers(entries: readonly MatcherFile[]): readonly Matcher[] {
  const taken = new Set([KEY_MATCHER, ...entries.flatMap(({ name }) => name ?? [])])
  return entries.map(({ name, on }) => {
    const columns = (typeof on === 'string' ? [on] : on).map(readColumn)
    return { name: name ?? freeName(nameOfMatcher(columns), taken), on: columns }
  })
}

/** Plans count by names, so that no two matchers have the same. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted
  for (let number = 2; taken.has(name); number++) name = `${wanted} (${number})`
  taken.add(name)
  return name
}

function readColumn(entry: MatchColumnFile): MatchColumn {
  if (typeof entry === 'string') return { ...sameColumn(entry), transform: [], ignore: [] }
  const { source, target = source, transform = [], ignore = [] } = entry
  return {
    source: readValue(source),
    target: readValue(target),
    transform: readTransforms(transform),
    ignore: typeof ignore === 'string' ? [ignore] : ignore,
  }
}

/** A column that has the same name on both sides. */
export function sameColumn(column: string): Pick<MatchColumn, 'source' | 'target'> {
  return { source: { column }, target: { column } }
}

function readValue(entry: MatchValueFile): MatchValue {
  if (typeof entry === 'string') return { column: entry }
  const { expression, formula = '' } = entry
  return expression === undefined ? { formula } : { expression }
}
