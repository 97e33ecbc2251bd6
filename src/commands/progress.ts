/** Long work with its progress in a notification that can be cancelled. */
import * as vscode from 'vscode'
import type { WorkOptions } from '../core/index'
import { describeProgress, percentOf } from './describeProgress'

export function withCoreProgress<T>(
  title: string,
  work: (options: WorkOptions) => Promise<T>,
): Thenable<T> {
  const location = vscode.ProgressLocation.Notification
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const abort = new AbortController()
    token.onCancellationRequested(() => abort.abort())
    let percent = 0
    return work({
      signal: abort.signal,
      onProgress: (report) => {
        const increment = Math.max(0, percentOf(report) - percent)
        percent += increment
        progress.report({ message: describeProgress(report), increment })
      },
    })
  })
}
