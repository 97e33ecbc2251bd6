/** Whether a text leads to a database: PostgreSQL reaches another one only through texts. */
import { rewriteDatabaseNames } from '../../../schema/tokens/databaseNames'
import type { RunText } from './runTexts'

/** What the names in a text may be of, besides databases. */
export interface Surroundings {
  /** Schemas of the database: in `a.b.c`, `b` is one where `a` is a database. */
  readonly schemas: ReadonlySet<string>
  /** Whether something else of the database has that name, so that it may be meant. */
  isWord(name: string): boolean
  /** Whether something connects to databases where the text stands, so that a bare name may be that of one. */
  readonly connects: boolean
}

/** Signs of something that connects to databases. */
const CONNECTS =
  /dbname|dblink|datname|postgres(?:ql)?:|\b(?:psql|pg_dump|pg_restore|program)\b|PGDATABASE|\bdatabase\s*(?:=|:)/i

export function connects(definition: string): boolean {
  return CONNECTS.test(definition)
}

/** Options of foreign tables whose values are names on the other side, and of no database. */
const OTHER_NAMES = ['schema_name', 'table_name', 'column_name', 'schema', 'table']

/**
 * The name of a database is often that of a schema or a word, too. What leads to a database names it as such (`dbname=data`), in
 * a URL (`/data`), to a program, in front of two other names, or is nothing but its name.
 */
export function isReach(
  { text, isCode, option }: RunText,
  sought: SoughtName,
  around: Surroundings,
): boolean {
  const { name } = sought
  if (!isCode && text.trim() === name)
    return !OTHER_NAMES.includes(option ?? '') && (around.connects || !isMerelyWord(name, around))
  return (!isCode && leadsTo(text, sought)) || qualifies(text, name, around)
}

/** A word of letters may be meant as such; a name that is put together is no accident. */
function isMerelyWord(name: string, around: Surroundings): boolean {
  return /^\p{L}+$/u.test(name) || around.isWord(name)
}

/** `data.public.jobs` can be written, and only in the database of that name be run. */
function qualifies(text: string, name: string, { schemas }: Surroundings): boolean {
  if (!text.includes('.') || schemas.has(name)) return false
  const isDatabase = (_name: string, [schema = '']: readonly string[]) => schemas.has(schema)
  const options = { language: 'postgres', isDatabase } as const
  return rewriteDatabaseNames(text, new Map([[name, name]]), options).replaced > 0
}

const PROGRAMS =
  'psql|pg_dump|pg_dumpall|pg_restore|pg_recvlogical|pgbench|vacuumdb|reindexdb|clusterdb|createdb|dropdb'

const QUOTES = `[\\\\'"]*`

/** What stands before a name that is written as it is. */
const LEADING: readonly string[] = [
  `(?<![\\p{L}\\p{N}_])(?:dbname|database|datname|db)${QUOTES}\\s*(?:=>?|:)\\s*${QUOTES}`,
  `PGDATABASE${QUOTES}\\s*(?:=>?|:|,)\\s*${QUOTES}`,
  `(?:postgres(?:ql)?|pg(?:sql)?)(?:\\+\\w+)?://[^\\s'"]*/`,
  `\\b(?:${PROGRAMS})\\b[^;]*(?:[\\s"'=]|\\s-d)`,
]

/** What stands before a name of SQL's, which is in small letters where it has no quotes. */
const IN_STATEMENTS: readonly string[] = [
  `\\b(?:alter|drop|create|on)\\s+database\\s+(?:if\\s+exists\\s+)?${QUOTES}`,
  `\\bcreate\\s+database\\b[^;]*\\btemplate\\s*=?\\s*${QUOTES}`,
]

/** A name with what finds it in texts. */
export interface SoughtName {
  readonly name: string
  /** The name as it may be written, and nothing else. */
  readonly exact: RegExp
  readonly leading: readonly RegExp[]
  readonly inStatements: readonly RegExp[]
}

export function soughtName(name: string): SoughtName {
  const written = [writtenAs(name), literal(encodeURIComponent(name))].join('|')
  const behind = (leading: string) =>
    new RegExp(`${leading}(${written})(?![\\p{L}\\p{N}_$-])`, 'giu')
  return {
    name,
    exact: new RegExp(`^(?:${written})$`, 'u'),
    leading: LEADING.map(behind),
    inStatements: IN_STATEMENTS.map(behind),
  }
}

function leadsTo(text: string, { exact, leading, inStatements }: SoughtName): boolean {
  return (
    leading.some((pattern) =>
      [...text.matchAll(pattern)].some(([, written = '']) => exact.test(written)),
    ) || inStatements.some((pattern) => text.search(pattern) >= 0)
  )
}

/** A name in a text that escapes or doubles what it has to. */
function writtenAs(name: string): string {
  return [...name]
    .map((character) => {
      if (character === "'" || character === '"') return `\\\\*${character}+`
      if (character === '\\') return '\\\\+'
      if (character === ' ') return '\\\\* '
      return literal(character)
    })
    .join('')
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
