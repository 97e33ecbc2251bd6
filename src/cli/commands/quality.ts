import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import {
  qualityReport,
  reportDocument,
  toHtml,
  toMarkdown,
  UsageError,
  whySection,
  whyThisValue,
  type ReportDocument,
  type Workspace,
} from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { documentLines } from '../report/sections'
import { fromCurrentFolder } from '../workspaceFolder'
import { addChoiceOptions, addFormatOption, addWorkspaceOptions, wholeNumber } from './options'

const FORMATS = ['text', 'json', 'markdown', 'html'] as const

interface QualityCommandOptions extends CommonOptions {
  readonly format: (typeof FORMATS)[number]
  readonly out?: string
  readonly runs?: number
  readonly worst?: number
  readonly why?: readonly string[]
}

/** `drydock quality`: how good a pipeline's silver table is, and why a value of it is what it is. */
export function addQuality(program: Command, context: CommandContext): void {
  const command = program
    .command('quality <pipeline>')
    .description('report the quality of a pipeline’s silver table; changes nothing')
    .addOption(count('--runs <count>', 'how many runs the trend has (default: 20)'))
    .addOption(count('--worst <count>', 'how many of the worst entities are shown (default: 20)'))
    .option('--why <key-and-field...>', 'instead: why the row with this key has the value it has')
    .option('--out <file>', 'where to write the report')
  addFormatOption(addChoiceOptions(addWorkspaceOptions(command)), FORMATS).action(
    (pipeline: string, options: QualityCommandOptions) => runQuality(context, pipeline, options),
  )
}

function count(flags: string, description: string): Option {
  return new Option(flags, description).argParser(wholeNumber)
}

async function runQuality(
  context: CommandContext,
  pipeline: string,
  options: QualityCommandOptions,
): Promise<void> {
  const cell = cellOf(options)
  const workspace = await context.open(options)
  const file = fromCurrentFolder(pipeline)
  const found =
    cell === undefined
      ? await report(context, workspace, file, options)
      : await reason(context, workspace, file, cell, options)
  context.progress.clear()
  await write(context, shown(found, options), options)
}

/** What was read, and how it is shown. */
interface Found {
  readonly json: object
  readonly document: ReportDocument
}

async function report(
  context: CommandContext,
  workspace: Workspace,
  file: string,
  options: QualityCommandOptions,
): Promise<Found> {
  const { runs, worst } = options
  const json = await qualityReport(workspace, file, { ...context.work(options), runs, worst })
  return { json, document: reportDocument(json) }
}

async function reason(
  context: CommandContext,
  workspace: Workspace,
  file: string,
  cell: { readonly key: string; readonly field: string },
  options: QualityCommandOptions,
): Promise<Found> {
  const json = await whyThisValue(workspace, file, cell, context.work(options))
  return { json, document: { title: `Quality: ${json.table}`, sections: [whySection(json)] } }
}

function cellOf({ why }: QualityCommandOptions) {
  if (why === undefined) return undefined
  const [key, field] = why
  if (why.length === 2 && key !== undefined && field !== undefined) return { key, field }
  throw new UsageError('"--why" takes a key and a field', {
    mend: 'write --why KEY FIELD after the pipeline',
  })
}

function shown({ json, document }: Found, { format }: QualityCommandOptions): string {
  if (format === 'json') return `${JSON.stringify(json)}\n`
  if (format === 'markdown') return toMarkdown(document)
  if (format === 'html') return toHtml(document)
  return `${documentLines(document).join('\n')}\n`
}

async function write(
  { stdout, stderr }: CommandContext,
  text: string,
  { out, quiet }: QualityCommandOptions,
): Promise<void> {
  if (out === undefined) return stdout.raw(text)
  try {
    await writeFile(resolve(out), text)
  } catch (error) {
    throw new UsageError(`"${out}" cannot be written`, { cause: error })
  }
  if (quiet !== true) await stderr.line(`✓ wrote ${out}`)
}
