/** The gate that no name of a source's database passes: definitions get the names of the clone's, and are read again. */
import type { CreationStatement, MysqlObject } from '../../../schema/inventory/mysql/mysqlObject'
import { parseTable } from '../../../schema/inventory/mysql/tableStatement'
import { describeObject } from '../../../schema/inventory/schemaObject'
import { rewriteDatabaseNames, type RewriteOptions } from '../../../schema/tokens/databaseNames'
import { tokenize, type TokenOptions } from '../../../schema/tokens/tokens'
import type { CloneJob, Leak } from '../cloneEngine'
import { excerpt } from '../excerpt'
import { databaseTeller, type Homonyms } from './homonyms'

type Names = CloneJob['names']

/** How the object's own words are to be read. */
function optionsOf({ sqlMode = '', text }: CreationStatement, homonyms: Homonyms): RewriteOptions {
  const modes = sqlMode.split(',')
  const options: TokenOptions = {
    language: 'mysql',
    ansiQuotes: modes.includes('ANSI_QUOTES'),
    noBackslashEscapes: modes.includes('NO_BACKSLASH_ESCAPES'),
  }
  return { ...options, isDatabase: databaseTeller(text, homonyms, options) }
}

/** The object as it is to be in the clone. */
export function withNewNames(object: MysqlObject, names: Names, homonyms: Homonyms): MysqlObject {
  if (object.kind === 'database') return object
  return {
    ...object,
    statements: object.statements.map((statement) => ({
      ...statement,
      text: rewriteDatabaseNames(statement.text, names, optionsOf(statement, homonyms)).sql,
    })),
  }
}

/** What still names a database of the source: as a name, which is a defect, or in a text, from which SQL may be made. */
export function findLeaks(
  objects: readonly MysqlObject[],
  { names, others }: Pick<CloneJob, 'names' | 'others'>,
  homonyms: Homonyms,
): readonly Leak[] {
  const made = new Set([...names.values()])
  // A clone on another server may have its source's name.
  const foreign = new Map(
    [...names, ...others.map((name) => [name, name] as const)].filter(([name]) => !made.has(name)),
  )
  return objects
    .filter(({ kind }) => kind !== 'database')
    .flatMap((object) =>
      object.statements.flatMap((one) => leaksIn(object, one, foreign, homonyms)),
    )
}

function leaksIn(
  { kind, name }: MysqlObject,
  statement: CreationStatement,
  names: Names,
  homonyms: Homonyms,
): readonly Leak[] {
  const options = optionsOf(statement, homonyms)
  const object = describeObject({ kind, schema: '', name })
  const places = [...names].flatMap(([from, to]): readonly Leak[] => {
    const { replaced } = rewriteDatabaseNames(statement.text, new Map([[from, to]]), options)
    return replaced === 0 ? [] : [{ object, names: from, text: excerpt(statement.text, from) }]
  })
  const sql = kind === 'table' ? parseTable(statement.text, 'with counter').tail : statement.text
  const { mentions } = rewriteDatabaseNames(withoutComments(sql, options), names, options)
  const texts = mentions.filter((one) => isReach(one.text, one.name))
  return [
    ...places,
    ...texts.map((one) => ({ object, names: one.name, text: excerpt(one.text, one.name) })),
  ]
}

/**
 * The name of a database is often a word, too. A text leads to a database that qualifies another name in it (`from data.jobs`),
 * is said to be one (`dbname=data`, `use data`), stands in a URL (`/data`), or is all that the text is.
 */
function isReach(text: string, name: string): boolean {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const patterns = [
    `(?<![\\w$-])${escaped}[\`"]*\\s*\\.`,
    `(?:\\b(?:dbname|database|schema|db)\\s*=|\\buse\\s)\\s*['"\`\\\\]*${escaped}(?![\\w$-])`,
    `/${escaped}(?![\\w$-])`,
    `^['"\\s\`]*${escaped}['"\\s\`]*$`,
  ]
  return patterns.some((pattern) => new RegExp(pattern, 'i').test(text))
}

/** Of a table, texts are data but for what its engine is told; comments are for people everywhere. */
function withoutComments(sql: string, options: TokenOptions): string {
  let [last, previous] = ['', '']
  const texts = tokenize(sql, options).map(({ kind, text }): string => {
    if (kind === 'space' || kind === 'comment') return text
    const before = last === '=' ? previous : last
    ;[previous, last] = [last, text]
    return kind === 'string' && before.toLowerCase() === 'comment' ? "''" : text
  })
  return texts.join('')
}
