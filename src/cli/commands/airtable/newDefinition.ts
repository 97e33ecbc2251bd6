import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import {
  proposeSyncOf,
  UsageError,
  type DateOrder,
  type ProposedDefinition,
} from '../../../core/index'
import type { CommandContext, CommonOptions } from '../../context'
import { countOf } from '../../report/layout'
import { visible } from '../../report/visible'
import { addWorkspaceOptions } from '../options'

interface NewOptions extends CommonOptions {
  readonly environment: string
  readonly out?: string
  readonly dates?: DateOrder
}

/** `drydock airtable new`: writes a definition for the exports of a folder. */
export function addNewDefinition(airtable: Command, context: CommandContext): void {
  const command = airtable
    .command('new <folder>')
    .description('write a definition for the exports of a folder, made of what they show')
    .requiredOption('--environment <name>', 'where the tables are to be')
    .option('--out <file>', 'the definition (default: the folder’s name with .airtable.jsonc)')
    .addOption(
      new Option(
        '--dates <order>',
        'what comes first in dates, where the exports do not show it',
      ).choices(['day', 'month']),
    )
  addWorkspaceOptions(command).action((folder: string, options: NewOptions) =>
    runNew(context, folder, options),
  )
}

async function runNew(context: CommandContext, typed: string, options: NewOptions): Promise<void> {
  const workspace = await context.open(options)
  const folder = existsSync(resolve(typed)) ? resolve(typed) : join(workspace.folder, typed)
  const out = resolve(options.out ?? join(workspace.folder, `${basename(folder)}.airtable.jsonc`))
  requireNew(out)
  const { environment, dates } = options
  const proposed = await proposeSyncOf(workspace, folder, {
    ...context.work(options),
    ...{ environment, dates },
  })
  context.progress.clear()
  await writeFile(out, proposed.text, { flag: 'wx' })
  await report(context, proposed, relative(process.cwd(), out))
}

/** A definition that somebody has worked on is never written over. */
function requireNew(out: string): void {
  if (!out.endsWith('.airtable.jsonc'))
    throw new UsageError(`"${out}" is no name for a sync of an Airtable base`, {
      mend: 'let it end with .airtable.jsonc',
    })
  if (existsSync(out))
    throw new UsageError(`"${out}" is there already`, { mend: 'name another file with --out' })
}

async function report(
  { stdout, stderr }: CommandContext,
  { tables, questions }: ProposedDefinition,
  out: string,
): Promise<void> {
  for (const { name, file, notes } of tables) {
    const told = notes === 0 ? '' : `, ${countOf(notes, 'thing', 'things')} to look at`
    await stdout.line(visible(`✓ ${name} (${file})${told}`))
  }
  for (const { table, column } of questions)
    await stderr.line(
      visible(
        `⚠ "${column}" of "${table}" may have the day or the month first: say it with --dates`,
      ),
    )
  await stdout.line(`Definition: ${visible(out)}`)
  await stdout.line(`Make its tables with: drydock schema ensure ${visible(out)}`)
}
