import type { Command } from 'commander'
import { validateSync, type Issue, type IssueKind, type Validation } from '../../../core/index'
import type { CommandContext, CommonOptions } from '../../context'
import { exitCodes } from '../../exitCodes'
import { countOf } from '../../report/layout'
import { visible } from '../../report/visible'
import { fromCurrentFolder } from '../../workspaceFolder'
import { addFormatOption, addWorkspaceOptions, type FormatOptions } from '../options'

interface ValidateOptions extends CommonOptions, Pick<FormatOptions, 'format'> {}

/** `drydock airtable validate`: whether tables are what exports say, and sound in themselves. Changes nothing. */
export function addValidate(airtable: Command, context: CommandContext): void {
  const command = airtable
    .command('validate <definition>')
    .description('compare every record and field with the tables, and check the tables themselves')
  addFormatOption(addWorkspaceOptions(command), ['text', 'json']).action(
    (definition: string, options: ValidateOptions) => runValidate(context, definition, options),
  )
}

async function runValidate(
  context: CommandContext,
  definition: string,
  options: ValidateOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const work = context.work(options)
  const validation = await validateSync(workspace, fromCurrentFolder(definition), work)
  context.progress.clear()
  if (validation.issues.length > 0) context.exitCode = exitCodes.rowsLeft
  if (options.format === 'json') return context.stdout.line(JSON.stringify(validation))
  for (const line of validationLines(validation)) await context.stdout.line(visible(line))
}

function* validationLines({ tables, issues }: Validation): Generator<string> {
  for (const { name, file, records, rows, active } of tables)
    yield `${name} (${file}): ${countOf(records, 'record', 'records')}, ${countOf(rows, 'row', 'rows')}, ${active} of them active`
  if (issues.length === 0)
    return yield '✓ Every record has its row, field by field, and no check found anything'
  for (const issue of issues) {
    yield `✗ ${describeIssue(issue)}`
    for (const example of issue.examples) yield `    ${example}`
    if (issue.rows > issue.examples.length && issue.examples.length > 0)
      yield `    … and ${issue.rows - issue.examples.length} more`
  }
}

function describeIssue({ kind, table, column, rows }: Issue): string {
  const where = column === undefined ? table : `${table}, ${column}`
  return `${where}: ${countOf(rows, ...WORDS[kind])}`
}

/** What there is one of, and what there are several of. */
const WORDS: Readonly<Record<IssueKind, readonly [one: string, many: string]>> = {
  unusable: ['record cannot be used', 'records cannot be used'],
  missing: ['record has no row', 'records have no row'],
  extra: ['active row has no record', 'active rows have no record'],
  differing: ['row has another value than the export', 'rows have another value than the export'],
  lostLink: ['link leads nowhere', 'links lead nowhere'],
  duplicate: ['value is in several rows', 'values are in several rows'],
  orphan: ['row lacks the link that it needs', 'rows lack the link that they need'],
  broken: ['link leads to no row', 'links lead to no row'],
  inactive: ['row links to one that is not active', 'rows link to one that is not active'],
  check: ['row has a value that there may not be', 'rows have a value that there may not be'],
  required: ['row lacks a value that it needs', 'rows lack a value that they need'],
}
