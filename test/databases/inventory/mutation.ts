/** Changes of one object each, and what an inventory has to say about them. */
import type { TorturePart } from './torture'

/**
 * A statement, and the objects that it changes: `+` before those that it adds, `-` before those that it removes. An inventory
 * that reports less misses something, and one that reports more cries wolf.
 */
export type Mutation = readonly [statement: string, ...expected: readonly string[]]

export interface MutationGroup {
  readonly title: string
  /** Only where the database has this part. */
  readonly needs?: TorturePart
  readonly mutations: readonly Mutation[]
}

/** The same change of many objects, each a mutation of its own. `?` in the statement is the object. */
export function each(
  statement: string,
  objects: readonly (string | readonly [written: string, expected: string])[],
  expected: string,
): readonly Mutation[] {
  return objects.map((object) => {
    const [written, listed] = typeof object === 'string' ? [object, object] : object
    return [statement.replaceAll('?', written), expected.replaceAll('?', listed)]
  })
}
