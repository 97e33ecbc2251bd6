/** Triggers, with their order among those of the same table and time. */
import { textOf, type Session } from '../../../database/session'
import { sql } from '../../../database/sql'
import { inDatabase } from './inDatabase'
import type { Row } from '../../../util/value'
import type { CreationStatement, UngrantedObject } from './mysqlObject'
import { quoted } from './quoted'
import { showCreate } from './showCreate'
import { isWord, textOfTokens, tokensOf, type Token } from './tokens'

export async function readTriggers(
  session: Session,
  database: string,
): Promise<readonly UngrantedObject[]> {
  const { rows } = await session.execute(sql`
select trigger_name as trigger_name, event_object_table as table_name,
  action_timing as action_timing, event_manipulation as event
from information_schema.triggers
where ${inDatabase('trigger_schema', database)}
order by binary event_object_table, action_timing, event_manipulation, action_order`)
  const triggers: UngrantedObject[] = []
  const latest = new Map<string, string>()
  for (const row of rows) {
    const name = textOf(row, 'trigger_name')
    const question = sql`show create trigger ${sql.id(name)}`
    const { statement, reason } = await showCreate(session, question, 'SQL Original Statement')
    const follows = latest.get(momentOf(row))
    latest.set(momentOf(row), name)
    triggers.push({
      kind: 'trigger',
      name,
      statements: statement === undefined ? [] : [inOneForm(statement, row)],
      trigger: { table: textOf(row, 'table_name'), follows },
      unreadable: reason === undefined ? [] : [reason],
    })
  }
  return triggers
}

function momentOf(row: Row): string {
  return JSON.stringify([row['table_name'], row['action_timing'], row['event']])
}

/**
 * The server keeps the statement as somebody wrote it, with `if not exists` and the name of a database. What stands before
 * the body is said in one way here; the body stays as it is, to its comments.
 */
function inOneForm(statement: CreationStatement, row: Row): CreationStatement {
  const tokens = tokensOf(statement.text)
  const trigger = tokens.findIndex((token) => isWord(token, 'trigger'))
  const body = bodyAt(tokens)
  if (trigger < 0 || body === undefined) return statement
  const time = `${textOf(row, 'action_timing')} ${textOf(row, 'event')}`
  const names = `${quoted(textOf(row, 'trigger_name'))} ${time} ON ${quoted(textOf(row, 'table_name'))}`
  const before = textOfTokens(tokens.slice(0, trigger))
  const after = textOfTokens(tokens.slice(body)).trimStart()
  return { ...statement, text: `${before}TRIGGER ${names} FOR EACH ROW\n${after}` }
}

/** The place after `for each row`. */
function bodyAt(tokens: readonly Token[]): number | undefined {
  const words = ['for', 'each', 'row']
  const places = [...tokens.keys()].filter(
    (at) => !['space', 'comment'].includes(tokens[at]?.kind ?? ''),
  )
  const begin = places.findIndex((_, index) =>
    words.every((word, offset) => {
      const token = tokens[places[index + offset] ?? -1]
      return token !== undefined && isWord(token, word)
    }),
  )
  const last = places[begin + words.length - 1]
  return begin < 0 || last === undefined ? undefined : last + 1
}
