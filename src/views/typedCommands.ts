/** The editor's command and context functions, with the extension's own ids and types. */
import * as vscode from 'vscode'
import type { Command, CommandArguments, ContextKeys } from '../contributions'

/** A call of one of the extension's own commands, with arguments of the right types. */
export function executeCommand<C extends Command>(
  command: C,
  ...args: CommandArguments[C]
): Thenable<unknown> {
  return vscode.commands.executeCommand(command, ...args)
}

/** A command for tree items and CodeLenses. */
export function commandLink<C extends Command>(
  command: C,
  title: string,
  ...args: CommandArguments[C]
): vscode.Command {
  return { command, title, arguments: args }
}

export function setContextKey<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  void vscode.commands.executeCommand('setContext', key, value)
}
