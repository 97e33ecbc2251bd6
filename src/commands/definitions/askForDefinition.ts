/** Which definition: the one that was clicked, else one that the user picks. */
import * as vscode from 'vscode'
import { workspaceFileName } from '../../contributions'
import { CoreError } from '../../coreHost/coreError'
import type { CommandContext } from '../context'

export interface DefinitionFile {
  readonly folder: string
  /** Relative to the folder, with forward slashes. */
  readonly path: string
}

/** What sort of definition is asked for, and what it is asked for. */
export interface DefinitionSort {
  readonly noun: string
  readonly ending: string
  readonly find: 'findMappings' | 'findPipelines' | 'findAirtableSyncs'
}

export const mappingSort: DefinitionSort = {
  noun: 'mapping',
  ending: '.mapping.jsonc',
  find: 'findMappings',
}

export const pipelineSort: DefinitionSort = {
  noun: 'pipeline',
  ending: '.pipeline.jsonc',
  find: 'findPipelines',
}

export const syncSort: DefinitionSort = {
  noun: 'sync of an Airtable base',
  ending: '.airtable.jsonc',
  find: 'findAirtableSyncs',
}

interface DefinitionItem extends vscode.QuickPickItem {
  readonly definition: DefinitionFile
}

/** Undefined when the user picked none. What is about to be read from disk is saved first. */
export async function askForDefinition(
  context: CommandContext,
  sort: DefinitionSort,
  title: string,
  clicked: vscode.Uri | undefined,
): Promise<DefinitionFile | undefined> {
  // Right after the start the window's folders may not have been looked through yet.
  if (context.folders.all.length === 0) await context.folders.update()
  const definition =
    clicked === undefined ? await pick(context, sort, title) : fileOf(context, clicked)
  if (definition !== undefined) await saveDefinitions(definition)
  return definition
}

function fileOf({ folders }: CommandContext, uri: vscode.Uri): DefinitionFile {
  const folder = folders.folderOf(uri)
  if (folder === undefined) throw noWorkspaceFile()
  return { folder, path: vscode.workspace.asRelativePath(uri, false) }
}

async function pick(
  { core, folders }: CommandContext,
  { find, noun, ending }: DefinitionSort,
  title: string,
): Promise<DefinitionFile | undefined> {
  if (folders.all.length === 0) throw noWorkspaceFile()
  const lists = await Promise.all(
    folders.paths.map(async (folder) =>
      (await core.request(find, { folder })).map((path) => ({ folder, path })),
    ),
  )
  const items = definitionItems(lists.flat(), vscode.window.activeTextEditor?.document.uri.fsPath)
  if (items.length === 0) throw noDefinition(noun, ending)
  const options = { title, placeHolder: `Choose a ${noun}`, matchOnDescription: true }
  return (await vscode.window.showQuickPick(items, options))?.definition
}

/** The definition in the active editor comes first. */
function definitionItems(
  definitions: readonly DefinitionFile[],
  activeFile: string | undefined,
): DefinitionItem[] {
  const items = definitions.map((definition) => {
    const slash = definition.path.lastIndexOf('/')
    return {
      definition,
      label: definition.path.slice(slash + 1),
      description: slash < 0 ? '' : definition.path.slice(0, slash),
    }
  })
  const isActive = ({ definition: { folder, path } }: DefinitionItem): boolean =>
    vscode.Uri.joinPath(vscode.Uri.file(folder), path).fsPath === activeFile
  return [...items.filter(isActive), ...items.filter((item) => !isActive(item))]
}

async function saveDefinitions({ folder, path }: DefinitionFile): Promise<void> {
  const root = vscode.Uri.file(folder)
  const files = [path, workspaceFileName].map((name) => vscode.Uri.joinPath(root, name).toString())
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && files.includes(document.uri.toString())) await document.save()
}

function noWorkspaceFile(): CoreError {
  return new CoreError('no folder of this window has a "drydock.jsonc"', {
    kind: 'UsageError',
    code: 'usage',
    mend: 'run "Drydock: Create drydock.jsonc"',
  })
}

function noDefinition(noun: string, ending: string): CoreError {
  return new CoreError(`the workspace has no ${noun}`, {
    kind: 'UsageError',
    code: 'usage',
    mend: `create a file that ends with "${ending}"`,
  })
}
