/** What is checked out in each folder, from the editor's git extension, which sees a checkout at once. */
import * as vscode from 'vscode'
import type { GitHead } from '../../core/index'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import type { GitApi, GitExtension, GitRepository } from './gitApi'
import { headOf } from './gitHead'

/** A checkout is a burst of changes of a repository's state. */
const quietMilliseconds = 50

export class GitHeads implements vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<void>())
  #api: GitApi | undefined
  #repositories = new Disposables()
  #known = ''
  #timer: NodeJS.Timeout | undefined

  /** Another branch or commit is checked out in one of the folders. */
  readonly onDidChange = this.#changed.event

  constructor(private readonly folders: DrydockFolders) {
    this.#disposables.add(folders.onDidChange(() => this.#look()))
    // A repository that the editor does not open is looked at when its user comes back from where they changed it.
    this.#disposables.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && this.#isUnwatched()) this.#changed.fire()
      }),
    )
    void this.#connect()
  }

  /** Undefined where the editor does not know: the core asks git itself. */
  headOf(folder: string): GitHead | undefined {
    return headOf(this.#repositoryOf(folder))
  }

  /** The names of the local branches; undefined where the editor does not know. */
  async branchesOf(folder: string): Promise<ReadonlySet<string> | undefined> {
    try {
      const branches = await this.#repositoryOf(folder)?.getBranches({ remote: false })
      return branches && new Set(branches.flatMap(({ name }) => name ?? []))
    } catch {
      return undefined
    }
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#repositories.dispose()
    this.#disposables.dispose()
  }

  #repositoryOf(folder: string): GitRepository | undefined {
    return this.#api?.getRepository(vscode.Uri.file(folder)) ?? undefined
  }

  #isUnwatched(): boolean {
    return this.folders.paths.some((folder) => this.#repositoryOf(folder) === undefined)
  }

  async #connect(): Promise<void> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git')
    const git = await extension?.activate().then(undefined, () => undefined)
    if (git === undefined) return
    // Git tells of it a moment before it gives its API.
    const enabled = (): void => void setTimeout(() => this.#useApi(git), 0)
    this.#disposables.add(git.onDidChangeEnablement(enabled))
    this.#useApi(git)
  }

  #useApi(git: GitExtension): void {
    this.#api = git.enabled ? git.getAPI(1) : undefined
    if (this.#api !== undefined) {
      this.#disposables.add(this.#api.onDidOpenRepository(() => this.#watchAll()))
      this.#disposables.add(this.#api.onDidCloseRepository(() => this.#watchAll()))
    }
    this.#watchAll()
  }

  #watchAll(): void {
    this.#repositories.dispose()
    this.#repositories = new Disposables()
    for (const { state } of this.#api?.repositories ?? [])
      this.#repositories.add(state.onDidChange(() => this.#soon()))
    this.#look()
  }

  #soon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#look(), quietMilliseconds)
  }

  #look(): void {
    const heads = JSON.stringify(this.folders.paths.map((folder) => this.headOf(folder) ?? null))
    if (heads === this.#known) return
    this.#known = heads
    this.#changed.fire()
  }
}
