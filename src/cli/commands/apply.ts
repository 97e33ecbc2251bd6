import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { planDefinition, UsageError, type StrategyName } from '../../core/index'
import { applySavedPlan, type ApplyCommandOptions } from '../applySavedPlan'
import type { CommandContext } from '../context'
import { fromCurrentFolder } from '../workspaceFolder'
import {
  addChoiceOptions,
  addConsentOptions,
  addExamplesOption,
  addFormatOption,
  addStrategyOption,
  addSyncOptions,
  addThrottleOptions,
  addWorkspaceOptions,
  type SyncOptions,
} from './options'

interface PlanAndApplyOptions extends ApplyCommandOptions, SyncOptions {
  readonly strategy?: StrategyName
}

/** `drydock apply`: plans a definition, or takes a plan, and applies it when its user agrees. */
export function addApply(program: Command, context: CommandContext): void {
  const command = program
    .command('apply <definition|plan>')
    .description('apply a plan, or plan a definition and apply it; asks before it changes anything')
  addExamplesOption(addFormatOption(addWorkspaceOptions(command), ['text', 'json']))
  addSyncOptions(
    addChoiceOptions(addStrategyOption(addThrottleOptions(addConsentOptions(command)))),
  ).action((path: string, options: PlanAndApplyOptions) => runApply(context, path, options))
}

async function runApply(
  context: CommandContext,
  path: string,
  options: PlanAndApplyOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(path)
  if (!file.endsWith('.jsonc')) {
    requirePlan(path, file)
    if (options.strategy !== undefined)
      throw new UsageError('"--strategy" is for definitions: a plan has been compared already')
    return applySavedPlan(context, workspace, { path: file, plannedNow: false }, options)
  }
  const saved = await planDefinition(workspace, file, {
    ...context.work(options),
    strategy: options.strategy,
    mode: options.mode,
    acceptVanished: options.acceptVanished,
  })
  context.progress.clear()
  return applySavedPlan(context, workspace, { path: saved.path, plannedNow: true }, options)
}

// A relative path stays as it was typed where no such file is there.
function requirePlan(typed: string, file: string): void {
  if (existsSync(file)) return
  throw new UsageError(`there is no plan "${typed}"`, {
    mend: 'make one with drydock plan, or name a definition that ends with .mapping.jsonc, .pipeline.jsonc or .airtable.jsonc',
  })
}
