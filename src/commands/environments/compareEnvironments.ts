/** Compare Environments: how the structure of two of them differs, in the editor's multi-diff and in the tree. */
import * as vscode from 'vscode'
import type { ComparisonReference, EnvironmentReference } from '../../contributions'
import { differencesOf } from '../../views/comparisons/comparison'
import type { Comparison } from '../../views/comparisons/comparison'
import { describeComparison } from '../../views/comparisons/comparisonTexts'
import { keptComparison } from '../../views/comparisons/keptComparison'
import { openAllDifferences } from '../../views/comparisons/openDifferences'
import { closeAllDifferences } from '../../views/comparisons/tabs'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { askForTwo } from './askForTwo'
import type { TwoEnvironments } from './askForTwo'
import { clickedEnvironments } from './clickedEnvironments'

export async function compareEnvironments(context: CommandContext): Promise<void> {
  const ends = await askForTwo(context)
  if (ends !== undefined) await compare(context, ends, ends.second)
}

/** Where two are selected, nothing is left to be asked. */
export async function compareWith(
  context: CommandContext,
  of?: EnvironmentReference,
  selected?: readonly unknown[],
): Promise<void> {
  if (of === undefined) return
  const [other, ...more] = clickedEnvironments(of, selected).filter(
    ({ folder, environment }) => folder === of.folder && environment !== of.environment,
  )
  const ends =
    other === undefined || more.length > 0
      ? await askForTwo(context, of)
      : { folder: of.folder, first: of.environment, second: other.environment }
  if (ends !== undefined) await compare(context, ends, of.environment)
}

export async function compareAgain(
  context: CommandContext,
  of?: ComparisonReference,
): Promise<void> {
  const known = of && context.comparisons.get(of)
  if (known === undefined) return
  const { folder, home, compared } = known.comparison
  await compare(context, { folder, first: compared.first, second: compared.second }, home)
}

async function compare(
  context: CommandContext,
  { folder, first, second }: TwoEnvironments,
  home: string,
): Promise<void> {
  const { comparisons, environments, core } = context
  const compared = await withCoreProgress(`Comparing ${first} with ${second}`, (options) =>
    core.request('compareEnvironments', { folder, first, second }, options),
  )
  const comparison: Comparison = { folder, home, compared, comparedAt: new Date() }
  const kept = keptComparison(comparison)
  const before = comparisons.get({ comparison: kept.id })
  if (before !== undefined) closeAllDifferences(before.comparison)
  comparisons.keep(kept)
  if (differencesOf(compared).length > 0) await openAllDifferences(comparison)
  else void vscode.window.showInformationMessage(`${describeComparison(compared)}.`)
  await environments.revealComparison(kept)
}
