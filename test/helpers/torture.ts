/** The schema of everything that a copy can get wrong: test/fixtures/torture. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RawSession } from './engines'

const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'torture', 'mariadb.sql')

/** Names of the fixture's own users, which are the server's: whoever loads it drops them. */
export const TORTURE_USERS = ['torture_reader@localhost']
export const TORTURE_ROLES = ['torture_role']

interface Statement {
  readonly text: string
  /** Only for servers that have it. */
  readonly engine: string | undefined
}

export interface TortureNames {
  /** The database that the session is in. */
  readonly database: string
  /** Another one, which some objects name. */
  readonly other: string
}

/** Loads it into the empty database that the session is in. The session's settings are others afterwards. */
export async function loadTorture(session: RawSession, names: TortureNames): Promise<void> {
  const [folder] = await session.query('select @@tmpdir as path')
  const rows = await session.query(
    "select engine from information_schema.engines where support in ('YES', 'DEFAULT')",
  )
  const engines = rows.map(({ engine }) => engine)
  const fill = (text: string) =>
    text
      .replaceAll('@@DATABASE@@', names.database)
      .replaceAll('@@OTHER@@', names.other)
      .replaceAll('@@FOLDER@@', folder?.['path'] ?? '')
  for (const { text, engine } of statements()) {
    if (engine !== undefined && !engines.includes(engine)) continue
    try {
      await session.query(fill(text))
    } catch (error) {
      throw new Error(`the fixture's statement failed: ${text}`, { cause: error })
    }
  }
}

function statements(): readonly Statement[] {
  const parts = readFileSync(FIXTURE, 'utf8').split(/^-- ✂(.*)\n/m)
  // What stands before the first scissors is about the file.
  return parts.slice(1).flatMap((guard, at, all) => {
    if (at % 2 === 1) return []
    const engine = /^ engine (\S+)$/.exec(guard)?.[1]
    return [{ text: all[at + 1]?.trim() ?? '', engine }]
  })
}
