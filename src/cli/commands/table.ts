import { InvalidArgumentError, type Command } from 'commander'
import {
  placeOfTable,
  planRowEdit,
  readTableRow,
  UsageError,
  type Row,
  type TablePlace,
  type Workspace,
} from '../../core/index'
import { applySavedPlan, type ApplyCommandOptions } from '../applySavedPlan'
import type { CommandContext, CommonOptions } from '../context'
import { rowJson, rowLines } from '../report/tableRow'
import {
  addChoiceOptions,
  addConsentOptions,
  addExamplesOption,
  addFormatOption,
  addWorkspaceOptions,
  type FormatOptions,
} from './options'
import { showPlan } from './plan'

/** `field=value` as it was typed. */
type Assignment = readonly [field: string, value: string]

interface TableOptions {
  readonly key?: readonly Assignment[]
  readonly database?: string
}

interface GetOptions extends CommonOptions, FormatOptions, TableOptions {
  readonly columns?: readonly string[]
}

interface SetOptions extends ApplyCommandOptions, TableOptions {
  readonly null?: readonly string[]
  readonly dryRun?: boolean
  readonly out?: string
}

/** `drydock table get|set`: reads and changes single rows. */
export function addTable(program: Command, context: CommandContext): void {
  const table = program.command('table').description('read or change single rows')
  addGet(table, context)
  addSet(table, context)
}

function addGet(program: Command, context: CommandContext): void {
  const command = program
    .command('get <environment.table>')
    .description('show the one row that the key finds; changes nothing')
    .option('--columns <list>', 'the columns to show, with commas between', columnList)
  addFormatOption(addWorkspaceOptions(addRowOptions(command)), ['text', 'json'])
  command.action((place: string, options: GetOptions) => runGet(context, place, options))
}

function addSet(program: Command, context: CommandContext): void {
  const command = program
    .command('set <environment.table> [field=value...]')
    .description('change the one row that the key finds; shows old → new and asks first')
    .option('--null <field>', 'set a field to NULL; once for each', collect)
    .option('--dry-run', 'only show what would be changed; changes nothing')
    .option('--out <plan>', 'where to write the plan (default: .drydock/plans)')
  addFormatOption(addWorkspaceOptions(addRowOptions(command)), ['text', 'json'])
  addConsentOptions(addExamplesOption(command))
  command.action((place: string, assigned: readonly string[], options: SetOptions) =>
    runSet(context, place, assigned, options),
  )
}

function addRowOptions(command: Command): Command {
  return addChoiceOptions(command)
    .option(
      '--key <column=value>',
      'a column by which the row is found, and its value; once for each',
      (text: string, before: readonly Assignment[] = []) => [...before, keyPart(text)],
    )
    .option('--database <name>', 'the database, where it is not that of the environment’s URL')
}

async function runGet(context: CommandContext, text: string, options: GetOptions): Promise<void> {
  const workspace = await context.open(options)
  const place = await placeOf(workspace, text, 'read', options)
  const { columns, key } = options
  const found = await readTableRow(workspace, place, rowOf(key), {
    ...context.work(options),
    columns,
  })
  context.progress.clear()
  const { environment } = place
  if (options.format === 'json')
    return context.stdout.line(JSON.stringify(rowJson(found, environment)))
  for (const line of rowLines(found, environment)) await context.stdout.line(line)
}

async function runSet(
  context: CommandContext,
  text: string,
  assigned: readonly string[],
  options: SetOptions,
): Promise<void> {
  const fields = rowOf([...assigned.map(assignment), ...nulls(options)])
  const workspace = await context.open(options)
  const place = await placeOf(workspace, text, 'write', options)
  const edit = { key: rowOf(options.key), fields }
  const work = { ...context.work(options), out: options.out }
  const saved = await planRowEdit(workspace, place, edit, work)
  context.progress.clear()
  if (options.dryRun === true) return showPlan(context, saved, options)
  return applySavedPlan(context, workspace, { path: saved.path, plannedNow: true }, options)
}

async function placeOf(
  workspace: Workspace,
  text: string,
  access: 'read' | 'write',
  { database }: TableOptions,
): Promise<TablePlace> {
  const place = await placeOfTable(workspace, text, access)
  return database === undefined ? place : { ...place, database }
}

function nulls(options: SetOptions): readonly (readonly [string, null])[] {
  return (options.null ?? []).map((field) => [field, null] as const)
}

/** A column that is given twice is a slip: which of the values is meant nobody knows. */
function rowOf(values: readonly (readonly [string, string | null])[] = []): Row {
  const names = values.map(([name]) => name)
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) throw new UsageError(`"${twice}" is given twice`)
  return Object.fromEntries(values)
}

/** The first `=` ends the name: values may hold others. */
function split(text: string): Assignment | undefined {
  const at = text.indexOf('=')
  return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : undefined
}

function assignment(text: string): Assignment {
  const parts = split(text)
  if (parts !== undefined) return parts
  throw new UsageError(`"${text}" is no field=value`, {
    mend: 'write field=value, or --null field for NULL',
  })
}

function keyPart(text: string): Assignment {
  const parts = split(text)
  if (parts === undefined) throw new InvalidArgumentError('It must be column=value.')
  return parts
}

function columnList(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.includes('')) throw new InvalidArgumentError('It must be names with commas between.')
  return names
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}
