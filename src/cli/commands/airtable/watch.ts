import type { Command } from 'commander'
import { planSyncTables, watchSync, type WatchedSync } from '../../../core/index'
import type { ConsentOptions } from '../../consent'
import type { CommandContext, CommonOptions } from '../../context'
import { exitCodes } from '../../exitCodes'
import { visible } from '../../report/visible'
import { fromCurrentFolder } from '../../workspaceFolder'
import { addConsentOptions, addWorkspaceOptions } from '../options'
import { consentTo } from '../pipelineConsent'
import { notify, type NotifyOptions } from './notify'

interface WatchOptions extends CommonOptions, ConsentOptions, NotifyOptions {}

/** `drydock airtable watch`: syncs whenever new exports are complete, until it is ended. */
export function addWatch(airtable: Command, context: CommandContext): void {
  const command = airtable
    .command('watch <definition>')
    .description('sync whenever new exports are complete, until Ctrl+C')
    .option('--notify-command <command>', 'run after a sync that changed something or failed')
    .option('--notify-url <url>', 'post to after a sync that changed something or failed')
  addConsentOptions(addWorkspaceOptions(command)).action(
    (definition: string, options: WatchOptions) => runWatch(context, definition, options),
  )
}

async function runWatch(
  context: CommandContext,
  definition: string,
  options: WatchOptions,
): Promise<void> {
  const workspace = await context.open(options)
  const file = fromCurrentFolder(definition)
  const { requirement } = await planSyncTables(workspace, file, context.work(options))
  context.progress.clear()
  const what = `sync into "${requirement.environment}" (${requirement.address}) whenever there are new exports`
  const consent = await consentTo(context, { what, requirement }, options)
  if (consent === undefined) return
  await context.stderr.line('watching; Ctrl+C ends it')
  await watchSync(workspace, file, {
    ...consent,
    signal: context.signal,
    onSynced: (result) => report(context, definition, result, options),
    onWaiting: (message) => void context.stderr.line(visible(`… ${message}`)),
  })
}

async function report(
  context: CommandContext,
  definition: string,
  result: WatchedSync,
  options: NotifyOptions,
): Promise<void> {
  // Ending the watch is no failure.
  if (result.status === 'failed' && context.signal.aborted) return
  await context.stdout.line(visible(lineOf(result)))
  if (result.status === 'failed') context.exitCode = exitCodes.failed
  if (result.status === 'unchanged') return
  await notify({ definition, ...factsOf(result) }, options).catch((error: unknown) =>
    context.stderr.line(visible(`! nobody could be notified: ${String(error)}`)),
  )
}

function lineOf(result: WatchedSync): string {
  const at = new Date().toISOString()
  switch (result.status) {
    case 'unchanged':
      return `${at} nothing has changed`
    case 'changed': {
      const { created = 0, updated = 0, deactivated = 0, failed = 0 } = result.summary
      return `${at} ${String(created)} new, ${String(updated)} changed, ${String(deactivated)} no longer active, ${String(failed)} cannot be used: run ${result.run.id}`
    }
    case 'failed':
      return `${at} failed: ${result.error.message}`
  }
}

function factsOf(result: WatchedSync): Readonly<Record<string, unknown>> {
  if (result.status === 'failed') return { status: 'failed', error: result.error.message }
  const { status, summary } = result
  return { status, summary, ...(result.status === 'changed' && { runId: result.run.id }) }
}
