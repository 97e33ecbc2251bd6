import { existsSync, realpathSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import {
  checkDefinitions,
  exportSchedule,
  findDefinitions,
  listSchedules,
  scheduleMark,
  UsageError,
  type ExportedSchedule,
  type Scheduler,
} from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { exitCodes } from '../exitCodes'
import { problemLine } from '../failure'
import { scheduleLines } from '../report/schedules'
import { visible } from '../report/visible'
import { fromCurrentFolder } from '../workspaceFolder'
import { addFormatOption, addWorkspaceOptions, wholeNumber, type FormatOptions } from './options'
import { displayPath } from './planPath'

interface ExportOptions extends CommonOptions {
  readonly to: Scheduler
  readonly out?: string
  readonly command?: string
  readonly confirm?: readonly string[]
}

interface ListOptions extends CommonOptions, FormatOptions {
  readonly count: number
}

/** `drydock schedule export|list`: definitions that run by themselves. */
export function addSchedule(program: Command, context: CommandContext): void {
  const schedule = program
    .command('schedule')
    .description('show definitions that run by themselves, or export them to a scheduler')
  addList(schedule, context)
  addExport(schedule, context)
}

function addList(program: Command, context: CommandContext): void {
  const command = program
    .command('list')
    .description('list definitions with a schedule, and when they are due; opens no connection')
    .addOption(
      new Option('--count <count>', 'how many due times of each').default(3).argParser(wholeNumber),
    )
  addFormatOption(addWorkspaceOptions(command), ['text', 'json'])
  command.action((options: ListOptions) => runList(context, options))
}

function addExport(program: Command, context: CommandContext): void {
  const command = program
    .command('export <definition>')
    .description('write the schedule of a definition as a job of another scheduler')
    .addOption(
      new Option('--to <scheduler>', 'for which scheduler')
        .choices(['crontab', 'systemd', 'github-actions'])
        .makeOptionMandatory(),
    )
    .option('--out <dir>', 'write files into this folder instead of showing them')
    .option('--command <words>', 'how drydock is started there (default: as now, or npx drydock)')
    .addOption(
      new Option(
        '--confirm <name>',
        'a guarded environment that the job may change; once for each',
      ).argParser((name: string, names: readonly string[] = []) => [...names, name]),
    )
  addWorkspaceOptions(command)
  command.action((definition: string, options: ExportOptions) =>
    runExport(context, definition, options),
  )
}

async function runList(context: CommandContext, options: ListOptions): Promise<void> {
  const workspace = await context.open(options)
  const schedules = await listSchedules(workspace, { count: options.count })
  // A definition that cannot be read is not due any more, which its author has to know.
  const problems = await checkDefinitions(workspace, await findDefinitions(workspace))
  if (problems.length > 0) context.exitCode = exitCodes.wrongUsage
  if (options.format === 'json')
    return context.stdout.line(JSON.stringify({ status: 'listed', schedules, problems }))
  for (const problem of problems)
    await context.stderr.line(`✗ ${problemLine(problem, context.folder)}`)
  for (const line of scheduleLines(schedules)) await context.stdout.line(line)
}

async function runExport(
  context: CommandContext,
  definition: string,
  options: ExportOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const { to, confirm, out, quiet } = options
  const command = options.command?.trim().split(/\s+/) ?? defaultCommand(to)
  const path = fromCurrentFolder(definition)
  const exported = await exportSchedule(workspace, path, { to, command, confirm })
  if (out === undefined) await showFiles(context, exported)
  else await writeFiles(context, exported, resolve(out))
  if (quiet === true) return
  for (const remark of exported.remarks) await context.stderr.line(`! ${visible(remark)}`)
}

/** On this machine by absolute paths, because schedulers have a short PATH. */
function defaultCommand(to: Scheduler): readonly string[] {
  if (to === 'github-actions') return ['npx', 'drydock']
  return [process.execPath, realpathSync(process.argv[1] ?? '')]
}

async function showFiles({ stdout }: CommandContext, { files }: ExportedSchedule): Promise<void> {
  for (const { name, text } of files) {
    if (files.length > 1) await stdout.line(`# ----- ${name}`)
    for (const line of text.trimEnd().split('\n')) await stdout.line(line)
  }
}

async function writeFiles(
  { stdout }: CommandContext,
  { files, definition }: ExportedSchedule,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const paths = files.map(({ name }) => join(folder, name))
  for (const path of paths) await requireOwn(path, definition)
  for (const { name, text } of files) {
    const path = join(folder, name)
    await writeFile(path, text)
    await stdout.line(`✓ ${displayPath(path)}`)
  }
}

/** A file that was made by something else, or of another definition, is somebody's work. */
async function requireOwn(path: string, definition: string): Promise<void> {
  if (!existsSync(path)) return
  const text = await readFile(path, 'utf8')
  if (text.includes(`${scheduleMark({ definition })};`)) return
  throw new UsageError(`"${displayPath(path)}" exists and was not exported from "${definition}"`, {
    mend: 'move it away, or name another folder with --out',
  })
}
