/** What a clone of a MySQL or MariaDB database will not have, or will have otherwise. */
import { isDatabaseError } from '../../../database/errors'
import { textOf, type Session } from '../../../database/session'
import { list, sql } from '../../../database/sql'
import type { Hazard } from '../../../plan/plan'
import { inDatabase } from '../../../schema/inventory/mysql/inDatabase'
import type { MysqlObject } from '../../../schema/inventory/mysql/mysqlObject'
import { disabledEvent, recreationSteps } from '../../../schema/recreate/mysql/recreationSteps'
import type { CloneWish } from '../cloneEngine'
import { definersOf } from './definers'
import { readHomonyms, type Homonyms } from './homonyms'
import { findLeaks, withNewNames } from './names'
import { readRowTables, WITHOUT_ROWS } from './tables'

interface Circumstances {
  readonly database: string
  readonly withData: boolean
  readonly names: CloneWish['names']
  readonly others: CloneWish['others']
  /** Whether all sessions on the source can be seen, where that matters. */
  readonly maySeeSessions: boolean
}

export async function hazardsOf(
  session: Session,
  objects: readonly MysqlObject[],
  { database, withData, names, others, maySeeSessions }: Circumstances,
): Promise<readonly Hazard[]> {
  const tables = withData ? await readRowTables(session, database) : []
  const outside = tables.filter((table) => !table.isTransactional).map(({ name }) => name)
  return [
    ...listed('events-disabled', 'events arrive disabled', eventsOf(objects)),
    ...listed(
      'definers-missing',
      'users that objects are defined by are not on the server',
      await missingDefiners(session, objects),
    ),
    ...listed('not-whole', 'cannot be copied whole', leftOut(objects, database)),
    ...listed(
      'not-in-snapshot',
      'tables of engines without transactions are not part of the snapshot',
      outside,
    ),
    ...listed(
      'reaches-elsewhere',
      'tables are cloned that show rows of other places, and reach these from the clone, too',
      await reachingTables(session, database),
    ),
    ...leakHazards(objects, { names, others }, await readHomonyms(session, { names, others })),
    ...(maySeeSessions
      ? []
      : [
          {
            code: 'sessions-not-seen',
            message:
              'the role may not see whether others use the source: what they change meanwhile makes the clone fail',
          },
        ]),
  ]
}

/** Names will be the clone's own; what stands in texts stays there. */
function leakHazards(
  objects: readonly MysqlObject[],
  wish: Pick<CloneWish, 'names' | 'others'>,
  homonyms: Homonyms,
): readonly Hazard[] {
  const renamed = objects.map((object) => withNewNames(object, wish.names, homonyms))
  return findLeaks(renamed, wish, homonyms).map(({ object, names: name, text }) => ({
    code: 'leak',
    message: `${object} names "${name}" of the source environment: ${text}`,
  }))
}

function listed(code: string, message: string, names: readonly string[]): readonly Hazard[] {
  return names.length === 0 ? [] : [{ code, message: `${message}: ${names.join(', ')}` }]
}

function eventsOf(objects: readonly MysqlObject[]): readonly string[] {
  return objects
    .filter(({ kind, statements }) => {
      const text = statements[0]?.text ?? ''
      return kind === 'event' && disabledEvent(text) !== text
    })
    .map(({ name }) => name)
}

function leftOut(objects: readonly MysqlObject[], database: string): readonly string[] {
  return recreationSteps(objects, database).leftOut.map(
    ({ object: { kind, name }, reason }) => `${`${kind} ${name}`.trim()} (${reason})`,
  )
}

/** Nobody is missed where the role may not read who is there. */
async function missingDefiners(
  session: Session,
  objects: readonly MysqlObject[],
): Promise<readonly string[]> {
  const named = definersOf(objects)
  if (named.length === 0) return []
  try {
    const { rows } = await session.execute(
      sql`select user as user_name, host as host_name from mysql.user`,
    )
    const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``
    const known = new Set(
      rows.flatMap((row) => {
        const [user, host] = [textOf(row, 'user_name'), textOf(row, 'host_name')]
        // A role has no host.
        return host === '' ? [quoted(user)] : [`${quoted(user)}@${quoted(host)}`]
      }),
    )
    return named.filter((definer) => !known.has(definer))
  } catch (error) {
    if (!isDatabaseError(error, 'permission')) throw error
    return []
  }
}

async function reachingTables(session: Session, database: string): Promise<readonly string[]> {
  const elsewhere = WITHOUT_ROWS.filter((name) => !['MRG_MYISAM', 'BLACKHOLE'].includes(name))
  const { rows } = await session.execute(sql`
select table_name as table_name from information_schema.tables
where ${inDatabase('table_schema', database)} and table_type = 'BASE TABLE'
  and upper(engine) in (${list(elsewhere.map((name) => sql`${name}`))})
order by binary table_name`)
  return rows.map((row) => textOf(row, 'table_name'))
}
