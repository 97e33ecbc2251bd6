/** The tabs that show a comparison, which go with it. */
import * as vscode from 'vscode'
import { schemes } from '../../contributions'
import { comparisonId } from './comparison'
import type { Comparison } from './comparison'
import { describeComparison } from './comparisonTexts'
import { parseAddress } from './documentAddress'

export function closeTabsOf(comparison: Comparison): void {
  closeTabs((tab) => showsAll(tab, comparison) || showsOne(tab, comparison))
}

/** The tab of all differences only: another one takes its place. */
export function closeAllDifferences(comparison: Comparison): void {
  closeTabs((tab) => showsAll(tab, comparison))
}

function closeTabs(isMeant: (tab: vscode.Tab) => boolean): void {
  const { tabGroups } = vscode.window
  const tabs = tabGroups.all.flatMap((group) => group.tabs).filter(isMeant)
  if (tabs.length > 0) void tabGroups.close(tabs, true)
}

/** What such a tab shows the editor does not tell; its label goes on with the number of files. */
function showsAll({ label }: vscode.Tab, { compared }: Comparison): boolean {
  return label.startsWith(describeComparison(compared))
}

function showsOne({ input }: vscode.Tab, comparison: Comparison): boolean {
  if (!(input instanceof vscode.TabInputTextDiff)) return false
  if (input.modified.scheme !== schemes.definition) return false
  return parseAddress(input.modified)?.comparison === comparisonId(comparison)
}
