/** The gate that no name of a source's database passes: definitions get the names of the clone's, and are read again. */
import type { CreationStatement, MysqlObject } from '../../../schema/inventory/mysql/mysqlObject'
import { parseTable } from '../../../schema/inventory/mysql/tableStatement'
import { describeObject } from '../../../schema/inventory/schemaObject'
import { rewriteDatabaseNames, type Rewritten } from '../../../schema/tokens/databaseNames'
import { tokenize, type Token, type TokenOptions } from '../../../schema/tokens/tokens'
import type { Leak } from '../cloneEngine'

type Names = ReadonlyMap<string, string>

/** How the object's own words are to be read. */
function optionsOf({ sqlMode = '' }: Pick<CreationStatement, 'sqlMode'>): TokenOptions {
  const modes = sqlMode.split(',')
  return {
    language: 'mysql',
    ansiQuotes: modes.includes('ANSI_QUOTES'),
    noBackslashEscapes: modes.includes('NO_BACKSLASH_ESCAPES'),
  }
}

/** The object as it is to be in the clone. */
export function withNewNames(object: MysqlObject, names: Names): MysqlObject {
  if (object.kind === 'database') return object
  return {
    ...object,
    statements: object.statements.map((statement) => ({
      ...statement,
      text: rewriteDatabaseNames(statement.text, names, optionsOf(statement)).sql,
    })),
  }
}

/** What still names a database of the source: as a name, which is a defect, or in a text, from which SQL may be made. */
export function findLeaks(objects: readonly MysqlObject[], names: Names): readonly Leak[] {
  const made = new Set([...names.values()])
  // A clone on another server may have its source's name.
  const foreign = new Map([...names].filter(([name]) => !made.has(name)))
  return objects
    .filter(({ kind }) => kind !== 'database')
    .flatMap((object) => object.statements.flatMap((one) => leaksIn(object, one, foreign)))
}

function leaksIn(
  { kind, name }: MysqlObject,
  statement: CreationStatement,
  names: Names,
): readonly Leak[] {
  const options = optionsOf(statement)
  const object = describeObject({ kind, schema: '', name })
  const places = [...names].flatMap(([from, to]): readonly Leak[] => {
    const one: Rewritten = rewriteDatabaseNames(statement.text, new Map([[from, to]]), options)
    return one.replaced === 0 ? [] : [{ object, names: from, text: statement.text }]
  })
  const sql = kind === 'table' ? parseTable(statement.text, 'with counter').tail : statement.text
  const texts = rewriteDatabaseNames(withoutComments(sql, options), names, options).mentions
  return [...places, ...texts.map((one) => ({ object, names: one.name, text: one.text }))]
}

/** Of a table, texts are data but for what its engine is told; comments are for people everywhere. */
function withoutComments(sql: string, options: TokenOptions): string {
  const tokens = tokenize(sql, options)
  const words = tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment')
  const isComment = (token: Token) => {
    const at = words.indexOf(token)
    const before = words[at - 1]?.text === '=' ? words[at - 2] : words[at - 1]
    return token.kind === 'string' && before?.text.toLowerCase() === 'comment'
  }
  return tokens.map((token) => (isComment(token) ? "''" : token.text)).join('')
}
