/** Which mapping: the one that was clicked, else one that the user picks. */
import * as vscode from 'vscode'
import { workspaceFileName } from '../../contributions'
import { CoreError } from '../../coreHost/coreError'
import type { CommandContext } from '../context'

export interface MappingFile {
  readonly folder: string
  /** Relative to the folder, with forward slashes. */
  readonly path: string
}

interface MappingItem extends vscode.QuickPickItem {
  readonly mapping: MappingFile
}

/** Undefined when the user picked none. What is about to be read from disk is saved first. */
export async function askForMapping(
  context: CommandContext,
  clicked: vscode.Uri | undefined,
): Promise<MappingFile | undefined> {
  // Right after the start the window's folders may not have been looked through yet.
  if (context.folders.all.length === 0) await context.folders.update()
  const mapping = clicked === undefined ? await pickMapping(context) : fileOf(context, clicked)
  if (mapping !== undefined) await saveDefinitions(mapping)
  return mapping
}

function fileOf({ folders }: CommandContext, uri: vscode.Uri): MappingFile {
  const folder = folders.folderOf(uri)
  if (folder === undefined) throw noWorkspaceFile()
  return { folder, path: vscode.workspace.asRelativePath(uri, false) }
}

async function pickMapping({ core, folders }: CommandContext): Promise<MappingFile | undefined> {
  if (folders.all.length === 0) throw noWorkspaceFile()
  const lists = await Promise.all(
    folders.paths.map(async (folder) =>
      (await core.request('findMappings', { folder })).map((path) => ({ folder, path })),
    ),
  )
  const items = mappingItems(lists.flat(), vscode.window.activeTextEditor?.document.uri.fsPath)
  if (items.length === 0) throw noMapping()
  const options = { title: 'Dry run', placeHolder: 'Choose a mapping', matchOnDescription: true }
  return (await vscode.window.showQuickPick(items, options))?.mapping
}

/** The mapping in the active editor comes first. */
export function mappingItems(
  mappings: readonly MappingFile[],
  activeFile: string | undefined,
): MappingItem[] {
  const items = mappings.map((mapping) => {
    const slash = mapping.path.lastIndexOf('/')
    return {
      mapping,
      label: mapping.path.slice(slash + 1),
      description: slash < 0 ? '' : mapping.path.slice(0, slash),
    }
  })
  const isActive = ({ mapping: { folder, path } }: MappingItem): boolean =>
    vscode.Uri.joinPath(vscode.Uri.file(folder), path).fsPath === activeFile
  return [...items.filter(isActive), ...items.filter((item) => !isActive(item))]
}

async function saveDefinitions({ folder, path }: MappingFile): Promise<void> {
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

function noMapping(): CoreError {
  return new CoreError('the workspace has no mapping', {
    kind: 'UsageError',
    code: 'usage',
    mend: 'create a file that ends with ".mapping.jsonc"',
  })
}
