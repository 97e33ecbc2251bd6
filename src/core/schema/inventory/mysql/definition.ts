/** The text that stands for an object in a comparison. */
import type { SchemaObject } from '../schemaObject'
import type { CreationStatement, MysqlObject, TableFacts } from './mysqlObject'
import { inFixedOrder, parseTable, printTable } from './tableStatement'

/** Begins a line that says what the role may not see, or what is broken. */
const UNREADABLE = '-- not readable: '

/**
 * Whether all of the object could be read. Where it could not, two texts that are equal prove nothing.
 */
export function isWhole({ definition }: Pick<SchemaObject, 'definition'>): boolean {
  return !definition.split('\n').some((line) => line.startsWith(UNREADABLE))
}

/** What no statement says stands in comments before it, a fact a line. */
export function schemaObjectOf(object: MysqlObject): SchemaObject {
  const { kind, name, statements, facts, trigger, unreadable, grants } = object
  const lines = [
    ...unreadable.map((reason) => `${UNREADABLE}${reason}`),
    ...(trigger?.follows === undefined ? [] : [`-- follows: ${trigger.follows}`]),
    ...(facts === undefined ? [] : factLines(facts)),
    ...statements.flatMap((statement) => [
      ...settingLines(statement),
      `${kind === 'table' ? printTable(inFixedOrder(parseTable(statement.text, 'without counter'))) : statement.text};`,
    ]),
    ...grants.map((grant) => `${grant};`),
  ]
  return { kind, schema: '', name, definition: lines.join('\n') }
}

function factLines(facts: TableFacts): readonly string[] {
  const { rowFormat, defaults, labels, references, disabledKeys } = facts
  return [
    ...(rowFormat === undefined ? [] : [`-- row format: ${rowFormat}`]),
    ...defaults.map(({ column, bytes }) => `-- default of ${column}: x'${bytes}'`),
    ...labels.map(
      (one) => `-- labels of ${one.column}: ${one.labels.map((label) => `x'${label}'`).join(', ')}`,
    ),
    ...references.map(({ column, id }) => `-- reference system of ${column}: ${id}`),
    ...disabledKeys.map((key) => `-- disabled key: ${key}`),
  ]
}

function settingLines(statement: CreationStatement): readonly string[] {
  const settings = {
    sql_mode: statement.sqlMode,
    character_set_client: statement.characterSetClient,
    collation_connection: statement.collationConnection,
    collation_database: statement.databaseCollation,
    time_zone: statement.timeZone,
  }
  return Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [`-- ${name}: ${value}`],
  )
}
