/** The workspace folders that have a `drydock.jsonc`. */
import * as vscode from 'vscode'
import { workspaceFileName } from '../contributions'
import { setContextKey } from './typedCommands'
import { Disposables } from './disposables'
import { exists } from './files'

export class DrydockFolders implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>())
  readonly #watchers = this.#disposables.add(new WatcherList())
  #folders: readonly vscode.WorkspaceFolder[] = []

  /** A folder came or went, or its `drydock.jsonc` was written. */
  readonly onDidChange = this.#changed.event

  constructor() {
    this.#disposables.add(vscode.workspace.onDidChangeWorkspaceFolders(() => void this.update()))
  }

  /** Looks for the files. Until it has been called there are no folders. */
  async update(): Promise<void> {
    const all = vscode.workspace.workspaceFolders ?? []
    this.#watchers.watch(all, () => void this.#look())
    await this.#look()
  }

  get all(): readonly vscode.WorkspaceFolder[] {
    return this.#folders
  }

  /** Absolute paths, as the core wants them. */
  get paths(): readonly string[] {
    return this.#folders.map((folder) => folder.uri.fsPath)
  }

  /** The folder that a file lies in. A plan may lie outside of all: it then belongs to the first. */
  folderOf(file: vscode.Uri): string | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(file)
    const known = this.#folders.find((one) => one.uri.toString() === folder?.uri.toString())
    return (known ?? this.#folders[0])?.uri.fsPath
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  async #look(): Promise<void> {
    const all = vscode.workspace.workspaceFolders ?? []
    const has = await Promise.all(all.map(hasWorkspaceFile))
    this.#folders = all.filter((_, index) => has[index])
    setContextKey('drydock.configured', this.#folders.length > 0)
    this.#changed.fire()
  }
}

function hasWorkspaceFile({ uri }: vscode.WorkspaceFolder): Promise<boolean> {
  return exists(vscode.Uri.joinPath(uri, workspaceFileName))
}

/** One narrow watcher for each folder; watching anew replaces them. */
class WatcherList implements vscode.Disposable {
  #watchers = new Disposables()

  watch(folders: readonly vscode.WorkspaceFolder[], changed: () => void): void {
    this.#watchers.dispose()
    this.#watchers = new Disposables()
    for (const folder of folders) {
      const pattern = new vscode.RelativePattern(folder, workspaceFileName)
      const watcher = this.#watchers.add(vscode.workspace.createFileSystemWatcher(pattern))
      for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
        this.#watchers.add(event(changed))
    }
  }

  dispose(): void {
    this.#watchers.dispose()
  }
}
