/**
 * JSON that is put together as text: a server takes several times longer to put documents together. It is the text that PostgreSQL
 * prints of the same document, so that whether a document differs from a stored one is seen by their texts.
 */
import { sql, type Sql } from '../../database/sql'
import type { SilverLanguage } from './language'

/** Names and JSON texts of members. Those whose text is null are left out. */
export type Members = readonly (readonly [name: string, json: Sql])[]

/** An object. */
export function jsonObject(members: Members, language: SilverLanguage): Sql {
  const parts = inOrder(members).map(([name, json]) =>
    language.concatenated([language.text(`${JSON.stringify(name)}: `), json]),
  )
  return objectOf(parts, language)
}

/** An object of members that are texts already, each with its name, in their order. */
export function objectOf(members: readonly Sql[], language: SilverLanguage): Sql {
  if (members.length === 0) return language.text('{}')
  return language.concatenated([language.text('{'), language.joined(members), language.text('}')])
}

/** A list of JSON texts, without those that are null; null where it would be empty. */
export function jsonListOrNull(items: readonly Sql[], language: SilverLanguage): Sql {
  if (items.length === 0) return sql`null`
  const joined = sql`nullif(${language.joined(items)}, '')`
  return language.concatenated([language.text('['), joined, language.text(']')])
}

/** A text that is known now. */
export function jsonText(value: string, language: SilverLanguage): Sql {
  return language.text(JSON.stringify(value))
}

/** An object of texts that are known now. */
export function textsObject(members: Readonly<Record<string, string>>): string {
  const parts = inOrder(Object.entries(members)).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  )
  return `{${parts.join(', ')}}`
}

/** Short names come first, those of the same length by their bytes. */
export function inOrder<T extends readonly [name: string, ...rest: unknown[]]>(
  members: readonly T[],
): readonly T[] {
  return members.toSorted(([a], [b]) => {
    const [left, right] = [Buffer.from(a), Buffer.from(b)]
    return left.length - right.length || Buffer.compare(left, right)
  })
}
