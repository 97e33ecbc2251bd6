/** Makes every command known to the editor. What they do is loaded with the first that is run. */
import * as vscode from 'vscode'
import { commands } from '../contributions'
import type { Command, CommandArguments } from '../contributions'
import type { CommandContext } from './context'
import { loadOnDemand } from './loadOnDemand'
import { showError } from './showError'

/** An error of a command becomes a message. */
export function registerCommands(context: CommandContext): vscode.Disposable {
  return vscode.Disposable.from(...commands.map((command) => register(context, command)))
}

function register<C extends Command>(context: CommandContext, command: C): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (...args: CommandArguments[C]) => {
    try {
      const { commandTable } = await loadOnDemand()
      await commandTable[command](context, ...args)
    } catch (error) {
      void showError(error, context.log)
    }
  })
}
