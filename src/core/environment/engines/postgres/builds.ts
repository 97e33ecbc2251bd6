/** Indexes, and the constraints that are indexes: what takes longest after the rows, several at a time. */
import type { Database } from '../../../database/database'
import { sql } from '../../../database/sql'
import { throwIfAborted } from '../../../util/errors'
import { inTurns } from '../../../util/inTurns'
import { NAME, TABLE } from './dumpNames'
import { runStatement } from './replay'

/** What a dump makes after the rows, in its order: all indexes come before anything that they do not belong to. */
export interface PostData {
  /** What sets a session up, for every session that makes any of it. */
  readonly settings: readonly string[]
  /** Statements that make indexes, each list in its order, the lists in any. */
  readonly constraints: readonly (readonly string[])[]
  readonly indexes: readonly string[]
  /** Everything else, in order. */
  readonly rest: readonly string[]
  /** These, and what is about them: with them there, anything might be refused that is not made yet. */
  readonly eventTriggers: readonly string[]
}

/** Of tablespaces only the default: another one may be missing, and what lies in it stays in its order. */
const SETTING =
  /^(?:SET (?!default_tablespace = )|SET default_tablespace = ''|SELECT pg_catalog\.set_config\()/
const CONSTRAINT = new RegExp(
  `^ALTER TABLE (?:ONLY )?(${TABLE})\\s+ADD CONSTRAINT ${NAME} (?:PRIMARY KEY|UNIQUE|EXCLUDE)\\b`,
)
const INDEX = /^CREATE (?:UNIQUE )?INDEX /
/** What belongs to an index that is there, and waits until all are. */
const OF_INDEX =
  /^(?:COMMENT ON (?:INDEX|CONSTRAINT) |ALTER INDEX |ALTER TABLE [^;]* (?:CLUSTER ON|REPLICA IDENTITY USING INDEX) )/s

/** Takes them apart. A constraint keeps everybody else from its table, so that those of one table are one after the other. */
export function postDataOf(statements: readonly string[]): PostData {
  const settings = leadingOf(statements, [SETTING])
  const others = statements.slice(settings.length)
  const leading = leadingOf(others, [CONSTRAINT, INDEX, OF_INDEX])
  const byTable = new Map<string, string[]>()
  const indexes: string[] = []
  const rest: string[] = []
  for (const statement of leading) {
    const [, table] = CONSTRAINT.exec(statement) ?? []
    if (table !== undefined) byTable.set(table, [...(byTable.get(table) ?? []), statement])
    else (INDEX.test(statement) ? indexes : rest).push(statement)
  }
  const following = others.slice(leading.length)
  const end = following.findIndex((statement) => statement.startsWith('CREATE EVENT TRIGGER '))
  const eventTriggers = end < 0 ? [] : following.slice(end)
  return {
    ...{ settings, indexes, eventTriggers },
    constraints: [...byTable.values()],
    rest: [...rest, ...following.slice(0, following.length - eventTriggers.length)],
  }
}

function leadingOf(statements: readonly string[], kinds: readonly RegExp[]): readonly string[] {
  const end = statements.findIndex((statement) => !kinds.some((kind) => kind.test(statement)))
  return end < 0 ? statements : statements.slice(0, end)
}

export interface BuildOptions {
  /** At a time. */
  readonly sessions: number
  readonly signal?: AbortSignal | undefined
}

/** Makes constraints, then indexes. */
export async function build(
  target: Database<'write'>,
  { settings, constraints, indexes }: PostData,
  { sessions, signal }: BuildOptions,
): Promise<void> {
  for (const lists of [constraints, indexes.map((statement) => [statement])])
    await inTurns(lists, sessions, (each) =>
      target.withSession(async (session) => {
        for (const statement of settings) await session.execute(sql`${sql.raw(statement)}`)
        await session.execute(sql`set maintenance_work_mem to '256MB'`)
        await session.execute(sql`set synchronous_commit to off`)
        await each(async (list) => {
          for (const statement of list) {
            throwIfAborted(signal)
            await runStatement(session, statement)
          }
        })
      }),
    )
}
