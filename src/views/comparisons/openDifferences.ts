/** Differences in the editor's own diffs: one of them, or all at once. */
import * as vscode from 'vscode'
import { schemes } from '../../contributions'
import { formatCount } from '../format'
import { comparisonId, differencesOf } from './comparison'
import type { Comparison, DifferentObject } from './comparison'
import { describeComparison, nameOfObject } from './comparisonTexts'
import { addressOf } from './documentAddress'
import type { ComparedSide } from './documentAddress'

/** The editor reads all documents of a multi-diff at once. The tree has every difference. */
const mostEntries = 1000

/** The multi-diff: an entry for each object, of which one side is missing where only one environment has it. */
export async function openAllDifferences(comparison: Comparison): Promise<void> {
  const differences = differencesOf(comparison.compared)
  const entries = differences.slice(0, mostEntries).map((one) => {
    const { change } = one.difference
    const [first, second] = [uriOf(comparison, one, 'first'), uriOf(comparison, one, 'second')]
    if (change === 'added') return [second, undefined, second]
    if (change === 'removed') return [first, first, undefined]
    return [second, first, second]
  })
  const rest = differences.length - entries.length
  const title = [
    describeComparison(comparison.compared),
    ...(rest === 0 ? [] : [`without the last ${formatCount(rest)}, which the tree has`]),
  ].join('; ')
  await vscode.commands.executeCommand('vscode.changes', title, entries)
  // Otherwise the next click in the tree would take its place.
  await vscode.commands.executeCommand('workbench.action.keepEditor')
}

export async function openDifference(comparison: Comparison, of: DifferentObject): Promise<void> {
  const { first, second } = comparison.compared
  await vscode.commands.executeCommand(
    'vscode.diff',
    uriOf(comparison, of, 'first'),
    uriOf(comparison, of, 'second'),
    `${nameOfObject(of.difference)}: ${first} ↔ ${second}`,
    { preview: true },
  )
}

function uriOf(
  comparison: Comparison,
  { base, difference: { kind, schema, name } }: DifferentObject,
  side: ComparedSide,
): vscode.Uri {
  const object = { kind, schema, name }
  const address = addressOf({ comparison: comparisonId(comparison), base, object, side })
  return vscode.Uri.from({ scheme: schemes.definition, ...address })
}
