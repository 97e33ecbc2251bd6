/** JSON that is put together as text: a server takes several times longer to put documents together. */
import { sql, type Sql } from '../../database/sql'
import type { SilverLanguage } from './language'

/** Names and JSON texts of members. Those whose text is null are left out. */
export type Members = readonly (readonly [name: string, json: Sql])[]

/** An object. */
export function jsonObject(members: Members, language: SilverLanguage): Sql {
  const parts = members.map(([name, json]) =>
    language.concatenated([language.text(`${JSON.stringify(name)}:`), json]),
  )
  return around('{', parts, '}', language)
}

/** A list of JSON texts, without those that are null. */
export function jsonList(items: readonly Sql[], language: SilverLanguage): Sql {
  return around('[', items, ']', language)
}

/** The same, and null where it would be empty. */
export function jsonListOrNull(items: readonly Sql[], language: SilverLanguage): Sql {
  if (items.length === 0) return sql`null`
  const joined = sql`nullif(${language.joined(items)}, '')`
  return language.concatenated([language.text('['), joined, language.text(']')])
}

/** A text that is known now. */
export function jsonText(value: string, language: SilverLanguage): Sql {
  return language.text(JSON.stringify(value))
}

function around(open: string, parts: readonly Sql[], close: string, language: SilverLanguage): Sql {
  if (parts.length === 0) return language.text(open + close)
  return language.concatenated([language.text(open), language.joined(parts), language.text(close)])
}
