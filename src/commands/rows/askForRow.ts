/** Asks for one row: the table where none was clicked, the columns that find it, and their values. */
import * as vscode from 'vscode'
import type { TableReference, TableRow } from '../../contributions'
import type { Column, Row, Table, TableListing } from '../../core/index'
import { formatEstimate } from '../../views/format'
import type { CommandContext } from '../context'
import { pickEnvironment } from '../environments/askForEnvironment'
import { withCoreProgress } from '../progress'
import { placeOf, tableTitle } from './rowTexts'

/** Answers that were given already would be lost with a question that closes as the focus goes elsewhere. */
const patient = { ignoreFocusOut: true } as const

/** Undefined when the user gave up on the way. */
export async function askForRow(
  context: CommandContext,
  of: TableReference | undefined,
): Promise<TableRow | undefined> {
  const reference = of ?? (await askForTable(context))
  if (reference === undefined) return undefined
  const { folder, environment, database, table } = reference
  const params = { folder, place: placeOf(reference) }
  const title = `Find Row in ${tableTitle(reference)}`
  const structure = await withCoreProgress(title, (options) =>
    context.core.request('describeTable', params, options),
  )
  const columns = await askForColumns(title, structure)
  const key = columns && (await askForValues(title, columns))
  return key && { folder, environment, database, table, key }
}

async function askForTable(context: CommandContext): Promise<TableReference | undefined> {
  const listed = await pickEnvironment(context, 'Choose the environment of the row')
  if (listed === undefined) return undefined
  const { folder, environment, listing } = listed
  const database = await askForDatabase(listing.databases)
  if (database === null) return undefined
  const place = { folder, environment, database }
  const tables = await withCoreProgress(`Reading the tables of ${environment}`, (options) =>
    context.core.request('listTables', place, options),
  )
  const placeHolder = 'Choose the table of the row'
  const options = { ...patient, placeHolder, matchOnDescription: true }
  const chosen = await vscode.window.showQuickPick(tables.map(tableItem), options)
  return chosen && { ...place, table: chosen.table }
}

/** Undefined where the environment has but the one of its URL, null when the user picked none. */
async function askForDatabase(databases: readonly string[]): Promise<string | undefined | null> {
  if (databases.length <= 1) return databases[0]
  const placeHolder = 'Choose the database of the table'
  return (await vscode.window.showQuickPick([...databases], { ...patient, placeHolder })) ?? null
}

function tableItem({ schema, name, kind, estimatedRows }: TableListing) {
  const icon = kind === 'view' || kind === 'materializedView' ? '$(preview)' : '$(table)'
  return {
    label: `${icon} ${name}`,
    description: [schema, formatEstimate(estimatedRows)].filter((text) => text !== '').join(' · '),
    table: { schema, name },
  }
}

const others = 'Other columns…'

async function askForColumns(title: string, table: Table): Promise<readonly Column[] | undefined> {
  const keys = keysOf(table)
  if (keys.length === 0) return askForOtherColumns(title, table)
  const items = [...keys, { label: others, description: '', columns: undefined }]
  const placeHolder = 'By which columns is the row found?'
  const chosen = await vscode.window.showQuickPick(items, { ...patient, title, placeHolder })
  if (chosen === undefined) return undefined
  return chosen.columns ?? askForOtherColumns(title, table)
}

/** The primary key first, then the others that the database keeps unique. */
export function keysOf({ columns, primaryKey, uniqueKeys }: Table) {
  const isPrimary = (key: readonly string[]): boolean => key.join('\n') === primaryKey.join('\n')
  const keys = [...uniqueKeys.filter(isPrimary), ...uniqueKeys.filter((key) => !isPrimary(key))]
  return keys.map((key) => ({
    label: key.join(', '),
    description: isPrimary(key) ? 'primary key' : 'unique',
    columns: key.flatMap((name) => columns.filter((column) => column.name === name)),
  }))
}

async function askForOtherColumns(
  title: string,
  { columns }: Table,
): Promise<readonly Column[] | undefined> {
  const items = columns
    .filter(({ family }) => family !== 'json')
    .map((column) => ({ label: column.name, description: column.type, column }))
  const placeHolder = 'Choose columns whose values only one row has'
  const options = { ...patient, title, placeHolder, canPickMany: true } as const
  const chosen = await vscode.window.showQuickPick(items, options)
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map((item) => item.column)
}

async function askForValues(title: string, columns: readonly Column[]): Promise<Row | undefined> {
  const key: Record<string, string> = {}
  for (const [index, { name, type }] of columns.entries()) {
    const step = columns.length > 1 ? ` (${index + 1} of ${columns.length})` : ''
    const value = await vscode.window.showInputBox({
      ...patient,
      title: `${title}${step}`,
      prompt: `${name}, ${type}`,
    })
    if (value === undefined) return undefined
    key[name] = value
  }
  return key
}
