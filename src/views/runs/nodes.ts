/** A run as a row of the view Runs. */
import * as vscode from 'vscode'
import { itemKinds } from '../../contributions'
import { commandLink } from '../typedCommands'
import type { RunReference } from '../../contributions'
import type { Plan, Run, RunStatus } from '../../core/index'
import type { TreeNode } from '../tree/nodeTree'
import { describeCounts, describeRun, explainRecords, isUndoable } from './describeRun'

export class RunNode implements TreeNode, RunReference {
  readonly id: string

  constructor(
    readonly folder: string,
    readonly run: Run,
  ) {
    this.id = `${folder}#${run.environment}#${run.id}`
  }

  toTreeItem(): vscode.TreeItem {
    const { run } = this
    const item = new vscode.TreeItem(run.title)
    item.description = describeRun(run)
    item.iconPath = statusIcon(run)
    item.contextValue = isUndoable(run) ? itemKinds.undoableRun : itemKinds.run
    item.tooltip = explainRun(run)
    item.command = commandLink('drydock.openRunLog', 'Open Run Log', this)
    return item
  }
}

/** A run that a window has begun, before its ledger tells of it. */
export interface Begun {
  readonly id: string
  readonly title: string
  /** Whether the ledger's run is this one. */
  isRun(run: Run): boolean
}

/** The application of a plan. */
export function beginningOf({ id, title }: Pick<Plan, 'id' | 'title'>): Begun {
  return { id, title, isRun: ({ planId }) => planId === id }
}

/** What this window is applying right now; its ledger may not know of it yet. */
export class RunningNode implements TreeNode {
  readonly id: string
  /** How far it is, in words. */
  progress = 'starting…'

  constructor(
    readonly folder: string,
    readonly begun: Begun,
  ) {
    this.id = `${folder}#running#${begun.id}`
  }

  toTreeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.begun.title)
    item.description = this.progress
    item.iconPath = new vscode.ThemeIcon('loading~spin')
    item.tooltip = `${this.begun.title}: running\n${this.progress}`
    return item
  }
}

function explainRun(run: Run): string {
  const lines = [
    `${run.title}: ${run.status}`,
    `${run.id}, started ${run.startedAt} by ${run.operator}`,
    run.records === undefined ? describeCounts(run.counts) : explainRecords(run.records),
  ]
  if (run.undoneBy !== null) lines.push(`undone by ${run.undoneBy}`)
  if (run.undoes !== null) lines.push(`undoes ${run.undoes}`)
  if (run.error !== null) lines.push(run.error)
  return lines.join('\n')
}

function statusIcon(run: Run): vscode.ThemeIcon {
  const troubled = run.counts.failed > 0 || run.counts.drifted > 0
  const [icon, color] = statusIcons[run.status]
  if (run.status === 'completed' && troubled)
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color))
}

const statusIcons: Readonly<Record<RunStatus, readonly [icon: string, color?: string]>> = {
  running: ['loading~spin'],
  completed: ['pass', 'testing.iconPassed'],
  failed: ['error', 'errorForeground'],
  aborted: ['circle-slash', 'list.warningForeground'],
  interrupted: ['debug-disconnect', 'list.warningForeground'],
  undone: ['discard', 'disabledForeground'],
}
