import type { Command } from 'commander'
import { planUndo } from '../../core/index'
import { applySavedPlan, type ApplyCommandOptions } from '../applySavedPlan'
import type { CommandContext } from '../context'
import {
  addConsentOptions,
  addEnvironmentOption,
  addExamplesOption,
  addFormatOption,
  addThrottleOptions,
  addWorkspaceOptions,
} from './options'
import { showPlan } from './plan'

interface UndoCommandOptions extends ApplyCommandOptions {
  readonly environment?: string
  readonly plan?: boolean
  readonly out?: string
}

/** `drydock undo`: plans the way back of a run and applies it when its user agrees. */
export function addUndo(program: Command, context: CommandContext): void {
  const command = program
    .command('undo <run>')
    .description('take a run back; rows that have moved on since are left alone and reported')
    .option('--plan', 'only show what would be taken back; changes nothing')
    .option('--out <plan>', 'where to write the plan (default: .drydock/plans)')
  addExamplesOption(addFormatOption(addWorkspaceOptions(command), ['text', 'json', 'ndjson']))
  addEnvironmentOption(addThrottleOptions(addConsentOptions(command))).action(
    (run: string, options: UndoCommandOptions) => runUndo(context, run, options),
  )
}

async function runUndo(
  context: CommandContext,
  run: string,
  options: UndoCommandOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const { environment, out } = options
  const saved = await planUndo(workspace, run, { ...context.work(options), environment, out })
  context.progress.clear()
  if (options.plan === true) return showPlan(context, saved, options)
  return applySavedPlan(context, workspace, { path: saved.path, plannedNow: true }, options)
}
