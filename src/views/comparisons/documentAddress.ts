/** The addresses of compared definitions' documents. Pure. */
import { nameOfObject } from './comparisonTexts'
import type { NamedObject } from './comparisonTexts'

export type ComparedSide = 'first' | 'second'

/** One side of an object that differs. */
export interface DefinitionPlace {
  /** The comparison's id. */
  readonly comparison: string
  /** The database, by its base name. */
  readonly base: string
  readonly object: NamedObject
  readonly side: ComparedSide
}

export interface DocumentAddress {
  readonly path: string
  readonly query: string
}

/**
 * `/portfolio_data/table public.trades.sql`: the path is for people, and its end selects the language. Both sides have the
 * same, which the editor takes for two versions of one file. The query says what is meant.
 */
export function addressOf({ comparison, base, object, side }: DefinitionPlace): DocumentAddress {
  const { kind, schema, name } = object
  return {
    path: `/${asSegment(base)}/${asSegment(nameOfObject(object))}.sql`,
    query: JSON.stringify([comparison, base, kind, schema, name, side]),
  }
}

/** Undefined where the address is of something else. */
export function parseAddress({
  query,
}: Pick<DocumentAddress, 'query'>): DefinitionPlace | undefined {
  const parts = textsIn(query)
  const [comparison = '', base = '', kind = '', schema = '', name = '', side] = parts
  if (parts.length !== 6 || (side !== 'first' && side !== 'second')) return undefined
  return { comparison, base, object: { kind: kind as NamedObject['kind'], schema, name }, side }
}

/** What is a name is one part of a path, and the editor shows it in one line. */
function asSegment(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[/\\]/g, '∕').replace(/[\u0000-\u001f\u007f]/g, ' ')
}

function textsIn(json: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(json)
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : []
  } catch {
    return []
  }
}
