/** Initialise Registry: makes the table that says which databases there are, where it is missing. */
import * as vscode from 'vscode'
import type { RegistryInit } from '../../core/index'
import type { CommandContext } from '../context'
import { withCoreProgress } from '../progress'
import { askForFolder } from './askForFolder'

export async function initialiseRegistry(context: CommandContext): Promise<void> {
  const folder = await askForFolder(context)
  if (folder === undefined) return
  const planned = await withCoreProgress('Looking for the registry', (options) =>
    context.core.request('examineRegistry', { folder }, options),
  )
  if (planned.created.length === 0) {
    void vscode.window.showInformationMessage(`${planned.place} is there already.`)
    return
  }
  const options = { modal: true, detail: describeInit(planned) }
  const question = `Create the registry ${planned.place}?`
  if ((await vscode.window.showWarningMessage(question, options, 'Create')) === undefined) return
  await withCoreProgress('Creating the registry', (work) =>
    context.core.request('createRegistry', { folder }, work),
  )
  await context.environmentsChanged(folder)
  void vscode.window.showInformationMessage(`Created ${planned.place}.`)
}

/** What is there, what is made, and what is written into it. */
export function describeInit({ found, created, registered }: RegistryInit): string {
  return [
    ...found.map((part) => `The ${part} is there and stays as it is.`),
    ...created.map((part) => `The ${part} will be created.`),
    ...registered.map((base) => `“${base}” will be registered.`),
  ].join('\n')
}
