import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { planDefinition, UsageError } from '../../core/index'
import { applySavedPlan, type ApplyCommandOptions } from '../applySavedPlan'
import type { CommandContext } from '../context'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addConsentOptions,
  addExamplesOption,
  addFormatOption,
  addThrottleOptions,
  addWorkspaceOptions,
} from './options'

/** `drydock apply`: plans a definition, or takes a plan, and applies it when its user agrees. */
export function addApply(program: Command, context: CommandContext): void {
  const command = program
    .command('apply <definition|plan>')
    .description('apply a plan, or plan a definition and apply it; asks before it changes anything')
  addExamplesOption(addFormatOption(addWorkspaceOptions(command), ['text', 'json']))
  addThrottleOptions(addConsentOptions(command)).action(
    (path: string, options: ApplyCommandOptions) => runApply(context, path, options),
  )
}

async function runApply(
  context: CommandContext,
  path: string,
  options: ApplyCommandOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(path)
  if (!file.endsWith('.jsonc')) {
    requirePlan(path, file)
    return applySavedPlan(context, workspace, { path: file, plannedNow: false }, options)
  }
  const saved = await planDefinition(workspace, file, context.work(options))
  context.progress.clear()
  return applySavedPlan(context, workspace, { path: saved.path, plannedNow: true }, options)
}

// A relative path stays as it was typed where no such file is there.
function requirePlan(typed: string, file: string): void {
  if (existsSync(file)) return
  throw new UsageError(`there is no plan "${typed}"`, {
    mend: 'make one with drydock plan, or name a definition that ends with .mapping.jsonc',
  })
}
