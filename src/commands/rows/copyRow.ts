/** Copy Key and Copy Command: a row for the clipboard. */
import * as vscode from 'vscode'
import type { ClickedRow } from '../../contributions'
import type { CommandContext } from '../context'
import { tableRowOf } from './clickedRow'
import { keyText, tableGetCommand } from './rowTexts'

export async function copyRowKey(context: CommandContext, of?: ClickedRow): Promise<void> {
  if (of === undefined) return
  await vscode.env.clipboard.writeText(keyText(await tableRowOf(context, of)))
}

export async function copyRowCommand(context: CommandContext, of?: ClickedRow): Promise<void> {
  if (of === undefined) return
  await vscode.env.clipboard.writeText(tableGetCommand(await tableRowOf(context, of)))
}
