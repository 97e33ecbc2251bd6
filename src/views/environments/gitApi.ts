/** What is used of the editor's own git extension, whose interface it publishes as `git.d.ts`. */
import type * as vscode from 'vscode'

export interface GitExtension {
  /** False where the setting `git.enabled` is. */
  readonly enabled: boolean
  readonly onDidChangeEnablement: vscode.Event<boolean>
  /** Throws while it is not enabled. */
  getAPI(version: 1): GitApi
}

export interface GitApi {
  readonly onDidOpenRepository: vscode.Event<GitRepository>
  readonly onDidCloseRepository: vscode.Event<GitRepository>
  readonly repositories: readonly GitRepository[]
  /** The one that holds a file or folder. */
  getRepository(uri: vscode.Uri): GitRepository | null
}

export interface GitRepository {
  readonly state: {
    /** Undefined until the repository was read; without a name where no branch is checked out. */
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined
    /** Set while a branch is being rebased. */
    readonly rebaseCommit: object | undefined
    readonly onDidChange: vscode.Event<void>
  }
  getBranches(query: { readonly remote: boolean }): Promise<readonly { readonly name?: string }[]>
}
