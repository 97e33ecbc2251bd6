/**
 * Names of databases that are names of something else as well. In `data.jobs`, `data` is a database, a table or an alias, and
 * nothing in the text tells which: what the databases have does.
 */
import { textOf, type Session } from '../../../database/session'
import { list, sql } from '../../../database/sql'
import { nameOf, tokenize, type TokenOptions } from '../../../schema/tokens/tokens'
import type { CloneJob } from '../cloneEngine'

/** By the name of a database: its tables, views, sequences and routines. All in small letters. */
export type Homonyms = ReadonlyMap<string, ReadonlySet<string>>

export async function readHomonyms(
  session: Session,
  { names, others }: Pick<CloneJob, 'names' | 'others'>,
): Promise<Homonyms> {
  const databases = list([...names.keys(), ...others, ''].map((name) => sql`${name}`))
  const { rows } = await session.execute(sql`
select lower(table_schema) as schema_name, lower(table_name) as object_name
from information_schema.tables where table_schema in (${databases})
union all
select lower(routine_schema), lower(routine_name)
from information_schema.routines where routine_schema in (${databases})`)
  const found = new Map<string, Set<string>>()
  for (const row of rows) {
    const database = textOf(row, 'schema_name')
    const objects = found.get(database) ?? new Set<string>()
    found.set(database, objects.add(textOf(row, 'object_name')))
  }
  return found
}

/**
 * Tells of a name in front of others in this text whether it is a database's. One that stands in the text by itself, too, is a
 * table or an alias, unless the database has what follows.
 */
export function databaseTeller(
  text: string,
  homonyms: Homonyms,
  options: TokenOptions,
): (name: string, behind: readonly string[]) => boolean {
  const alone = namesAlone(text, options)
  return (name, behind) => {
    const objects = homonyms.get(name.toLowerCase())
    const [first = ''] = behind
    if (behind.length > 1 || objects?.has(first.toLowerCase()) === true) return true
    return !alone.has(name.toLowerCase())
  }
}

/** Names without a dot on either side, in small letters. */
function namesAlone(text: string, options: TokenOptions): ReadonlySet<string> {
  const tokens = tokenize(text, options).filter(
    ({ kind }) => kind !== 'space' && kind !== 'comment',
  )
  const alone = new Set<string>()
  tokens.forEach((token, at) => {
    const name = nameOf(token, options)
    const isQualified = tokens[at - 1]?.text === '.' || tokens[at + 1]?.text === '.'
    if (name !== undefined && !isQualified) alone.add(name.toLowerCase())
  })
  return alone
}
