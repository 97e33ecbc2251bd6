/** The addresses of runs' documents. */
import * as vscode from 'vscode'
import { runLanguage, schemes } from '../../contributions'
import type { RunReference } from '../../contributions'

/** `drydock-run:/sandbox/<id>.drydock-run?<folder>`: the extension of the name selects the language. */
export function runUri({ folder, run }: RunReference): vscode.Uri {
  return vscode.Uri.from({
    scheme: schemes.run,
    path: `/${run.environment}/${run.id}.${runLanguage}`,
    query: folder,
  })
}

/** The parts of a run's address; undefined where it is none. */
export function parseRunUri(
  uri: vscode.Uri,
): { folder: string; environment: string; runId: string } | undefined {
  const match = /^\/(.+)\/([^/]+)\.drydock-run$/.exec(uri.path)
  if (match?.[1] === undefined || match[2] === undefined || uri.query === '') return undefined
  return { folder: uri.query, environment: match[1], runId: match[2] }
}
