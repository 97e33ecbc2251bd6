/**
 * Runs inside the extension host of a real VS Code: how late its event loop is while a dry run goes on from the
 * command to the open panel. VS Code loads this file as it loads tests.
 */
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { commands, extensions, Uri, workspace } from 'vscode'

export async function run(): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]
  if (folder === undefined) throw new Error('no folder is open')
  await extensions.getExtension('drydock.drydock')?.activate()
  const mapping = Uri.joinPath(folder.uri, process.env['BENCH_MAPPING'] ?? '')
  // Once before, so that loading code and starting the core are not taken for the run.
  await commands.executeCommand('drydock.refresh')
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const started = performance.now()
  await commands.executeCommand('drydock.dryRunMapping', mapping)
  const milliseconds = performance.now() - started
  delay.disable()
  // The histogram counts from the timer's own period.
  const p99 = Math.max(0, delay.percentile(99) / 1e6 - 5)
  writeFileSync(process.env['BENCH_RESULT'] ?? '', JSON.stringify({ p99, milliseconds }))
}
