import { Option, type Command } from 'commander'
import { readFile } from 'node:fs/promises'
import { decideConflicts, UsageError, type Decisions, type Side } from '../../core/index'
import type { CommandContext, CommonOptions } from '../context'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addExamplesOption,
  addFormatOption,
  addWorkspaceOptions,
  type FormatOptions,
} from './options'
import { showPlan } from './plan'

interface DecideCommandOptions extends CommonOptions, FormatOptions {
  readonly all?: Side
  readonly decisions?: string
  readonly out?: string
}

/** `drydock decide`: from a plan with conflicts and what was decided makes the plan that can be applied. */
export function addDecide(program: Command, context: CommandContext): void {
  const command = program
    .command('decide <plan>')
    .description('decide the conflicts of a plan; writes another plan and changes nothing else')
    .addOption(
      new Option('--all <side>', 'whose value is right in every conflict').choices([
        'source',
        'target',
      ]),
    )
    .option(
      '--decisions <file>',
      'JSON: { "0": "source", "7": { "stage": "target" } }, by the number of the change from 0',
    )
    .option('--out <plan>', 'where to write the plan (default: .drydock/plans)')
  addExamplesOption(addFormatOption(addWorkspaceOptions(command), ['text', 'json', 'ndjson']))
  command.action((plan: string, options: DecideCommandOptions) => runDecide(context, plan, options))
}

async function runDecide(
  context: CommandContext,
  plan: string,
  options: DecideCommandOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const { all, decisions, out } = options
  if (all === undefined && decisions === undefined)
    throw new UsageError('nothing was decided', { mend: 'give --all source|target or --decisions' })
  const rows = decisions === undefined ? {} : await readDecisions(decisions)
  const saved = await decideConflicts(
    workspace,
    fromCurrentFolder(plan),
    { rows, otherwise: all },
    { out },
  )
  await showPlan(context, saved, options)
}

async function readDecisions(path: string): Promise<Decisions['rows']> {
  const wrong = (why: string) =>
    new UsageError(`"${path}" ${why}`, {
      mend: 'write { "0": "source", "7": { "stage": "target" } }',
    })
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrong('cannot be read')
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw wrong('is no JSON')
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong('is no object')
  const rows = Object.entries(json).map(([ordinal, side]) => {
    if (!/^(?:0|[1-9]\d*)$/.test(ordinal))
      throw wrong(`names "${ordinal}", which is no number of a change`)
    if (isSide(side)) return [ordinal, side] as const
    if (isSides(side)) return [ordinal, side] as const
    throw wrong(`decides change ${ordinal} neither for "source" nor for "target"`)
  })
  return Object.fromEntries(rows)
}

function isSide(value: unknown): value is Side {
  return value === 'source' || value === 'target'
}

function isSides(value: unknown): value is Readonly<Record<string, Side>> {
  return typeof value === 'object' && value !== null && Object.values(value).every(isSide)
}
