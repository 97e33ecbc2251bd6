/**
 * Comparisons that are kept until they are closed. What else there is to them is loaded with the first of them: this is part
 * of the extension's start.
 */
import * as vscode from 'vscode'
import { schemes } from '../../contributions'
import type { ComparisonReference, EnvironmentReference } from '../../contributions'
import { Disposables } from '../disposables'
import { environmentId } from '../environments/connectionState'
import type { TreeNode } from '../tree/nodeTree'
import type { Comparison } from './comparison'

export interface KeptComparison {
  readonly id: string
  readonly comparison: Comparison
  /** The environment that shows it in the tree. */
  readonly home: EnvironmentReference
  /** Both that were compared. */
  readonly ends: readonly EnvironmentReference[]
  readonly createNode: (parent: TreeNode) => TreeNode & ComparisonReference
  /** One side of an object as a document; undefined where the address is of another comparison. */
  readonly textOf: (uri: vscode.Uri) => string | undefined
  readonly closeTabs: () => void
}

export class Comparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #disposables = new Disposables()
  readonly #documentChanged = this.#disposables.add(new vscode.EventEmitter<vscode.Uri>())
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<EnvironmentReference>())
  readonly #kept = new Map<string, KeptComparison>()

  readonly onDidChange = this.#documentChanged.event
  /** An environment shows another comparison, or one less. */
  readonly onDidChangeHome = this.#changed.event

  constructor() {
    const { workspace } = vscode
    this.#disposables.add(workspace.registerTextDocumentContentProvider(schemes.definition, this))
  }

  get({ comparison }: ComparisonReference): KeptComparison | undefined {
    return this.#kept.get(comparison)
  }

  /** Those that an environment shows. */
  of(environment: EnvironmentReference): readonly KeptComparison[] {
    const id = environmentId(environment)
    return [...this.#kept.values()].filter(({ home }) => environmentId(home) === id)
  }

  /** Keeps a comparison instead of an earlier one of the same environments. Its open documents follow. */
  keep(kept: KeptComparison): void {
    const before = this.#kept.get(kept.id)
    this.#kept.set(kept.id, kept)
    if (before !== undefined) this.#changed.fire(before.home)
    this.#changed.fire(kept.home)
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === schemes.definition && kept.textOf(uri) !== undefined)
        this.#documentChanged.fire(uri)
  }

  /** Lets go of its definitions, and of the tabs that show them. */
  close(kept: KeptComparison): void {
    this.#kept.delete(kept.id)
    this.#changed.fire(kept.home)
    kept.closeTabs()
  }

  /** Closes those of environments that are no more. */
  retain(isThere: (environment: EnvironmentReference) => boolean): void {
    for (const kept of this.#kept.values()) if (!kept.ends.every(isThere)) this.close(kept)
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    for (const { textOf } of this.#kept.values()) {
      const text = textOf(uri)
      if (text !== undefined) return text
    }
    return '-- This comparison is no longer at hand. Run "Drydock: Compare Environments…" again.\n'
  }

  dispose(): void {
    this.#disposables.dispose()
  }
}
