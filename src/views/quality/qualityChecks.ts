/** Quality rules as tests: what they find is in the Test Explorer and among the problems. */
import * as vscode from 'vscode'
import { pipelineFiles } from '../../contributions'
import type { CoreClient } from '../../coreHost/client'
import { describeError } from '../../coreHost/coreError'
import type { PipelineOutline, QualityResult, WorkOptions } from '../../core/index'
import { Disposables } from '../disposables'
import type { DrydockFolders } from '../folders'
import { findingsOf, rangeOf } from './findings'
import { describeResult, describeShare, isFailed } from './words'

export interface QualityParts {
  readonly core: CoreClient
  readonly folders: DrydockFolders
  readonly controller: vscode.TestController
  readonly problems: vscode.DiagnosticCollection
}

/** A pipeline's path, relative to the folder. */
export interface PipelinePlace {
  readonly folder: string
  readonly path: string
}

/** What is known of a pipeline. */
interface Known extends PipelinePlace {
  readonly item: vscode.TestItem
  outline?: PipelineOutline | undefined
  results?: readonly QualityResult[]
}

export class QualityChecks implements vscode.Disposable {
  readonly #disposables = new Disposables()
  /** By the ids of their items. */
  readonly #known = new Map<string, Known>()

  constructor(private readonly parts: QualityParts) {
    const watcher = this.#disposables.add(vscode.workspace.createFileSystemWatcher(pipelineFiles))
    this.#disposables.add(watcher.onDidCreate(() => void this.discover()))
    this.#disposables.add(watcher.onDidChange((uri) => void this.#changed(uri)))
    this.#disposables.add(watcher.onDidDelete((uri) => this.#forget(uri.toString())))
    this.#disposables.add(parts.folders.onDidChange(() => void this.discover()))
  }

  /** Finds the pipelines with a silver table, and their rules. Opens no connection. */
  async discover(): Promise<void> {
    const { core, folders } = this.parts
    const found = await Promise.all(
      folders.paths.map(async (folder) => {
        const paths = await core.request('findPipelines', { folder }).catch(() => [])
        return Promise.all(paths.map((path) => this.#outline(this.#item({ folder, path }))))
      }),
    )
    const ids = new Set(found.flat().map(({ item }) => item.id))
    for (const id of [...this.#known.keys()]) if (!ids.has(id)) this.#forget(id)
  }

  /** Shows what the last transform has found, or what is found `now`. Throws what the core throws. */
  async check(
    place: PipelinePlace,
    { now, ...options }: WorkOptions & { readonly now: boolean },
  ): Promise<readonly QualityResult[]> {
    const { folder, path } = place
    const known = await this.#outline(this.#item(place))
    const params = { folder, path, now }
    known.results = await this.parts.core.request('readQualityResults', params, options)
    this.#show(known)
    return known.results
  }

  /** Reads again what is shown. */
  async checkKnown(): Promise<void> {
    for (const known of [...this.#known.values()])
      if (known.results !== undefined) await this.check(known, { now: false })
  }

  /** Runs what the Test Explorer asks for: everything where it names nothing. */
  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.parts.controller.createTestRun(request)
    if (request.include === undefined) await this.discover()
    const abort = new AbortController()
    token.onCancellationRequested(() => abort.abort())
    for (const known of this.#known.values()) {
      const rules = wanted(known, request)
      if (rules.length > 0 && !token.isCancellationRequested)
        await this.#runRules(run, known, rules, abort.signal)
    }
    run.end()
  }

  dispose(): void {
    this.#disposables.dispose()
  }

  async #runRules(
    run: vscode.TestRun,
    known: Known,
    rules: readonly vscode.TestItem[],
    signal: AbortSignal,
  ): Promise<void> {
    for (const rule of rules) run.started(rule)
    try {
      const results = await this.check(known, { now: true, signal })
      run.appendOutput(`${known.path}\r\n`)
      for (const rule of rules) {
        const result = results.find(({ flag }) => flag === rule.label)
        if (result === undefined) {
          run.appendOutput(`  ${rule.label}: nothing was transformed yet\r\n`, undefined, rule)
          run.skipped(rule)
        } else conclude(run, rule, result)
      }
    } catch (error) {
      const message = new vscode.TestMessage(describeError(error))
      for (const rule of rules) run.errored(rule, message)
    }
  }

  #item({ folder, path }: PipelinePlace): Known {
    const uri = vscode.Uri.joinPath(vscode.Uri.file(folder), path)
    const id = uri.toString()
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const item = this.parts.controller.createTestItem(id, path, uri)
    const made = { folder, path, item }
    this.#known.set(id, made)
    return made
  }

  /** A file with problems keeps the rules that it had. */
  async #outline(known: Known): Promise<Known> {
    const { controller, core } = this.parts
    const { item, folder, path } = known
    const outline = await core.request('outlinePipeline', { folder, path }).catch(() => null)
    known.outline = outline ?? known.outline
    item.error = outline === null ? 'The file has problems.' : undefined
    const { silver } = known.outline ?? {}
    if (outline !== null && silver === undefined) {
      controller.items.delete(item.id)
      return known
    }
    controller.items.add(item)
    if (silver !== undefined) {
      item.description = silver.table
      item.range = rangeOf(silver.place)
      item.children.replace(
        silver.rules.map(({ flag, place }) => {
          const rule = controller.createTestItem(`${item.id}#${flag}`, flag, item.uri)
          rule.range = rangeOf(place)
          return rule
        }),
      )
    }
    this.#show(known)
    return known
  }

  /** Puts what is known to where the rules are now. */
  #show({ item, outline, results }: Known): void {
    if (results === undefined || outline === undefined || item.uri === undefined) return
    for (const [, rule] of item.children) {
      const result = results.find(({ flag }) => flag === rule.label)
      rule.description = result === undefined ? '' : describeShare(result)
    }
    this.parts.problems.set(item.uri, findingsOf(outline, results))
  }

  async #changed(uri: vscode.Uri): Promise<void> {
    const known = this.#known.get(uri.toString())
    if (known !== undefined) await this.#outline(known)
  }

  #forget(id: string): void {
    const known = this.#known.get(id)
    if (known?.item.uri !== undefined) this.parts.problems.delete(known.item.uri)
    this.parts.controller.items.delete(id)
    this.#known.delete(id)
  }
}

/** The rules of a pipeline that a request is about. */
function wanted(
  { item }: Known,
  { include, exclude = [] }: vscode.TestRunRequest,
): readonly vscode.TestItem[] {
  const isIn = (items: readonly vscode.TestItem[], rule: vscode.TestItem): boolean =>
    items.some(({ id }) => id === rule.id || id === item.id)
  const rules = [...item.children].map(([, rule]) => rule)
  return rules.filter(
    (rule) => (include === undefined || isIn(include, rule)) && !isIn(exclude, rule),
  )
}

function conclude(run: vscode.TestRun, rule: vscode.TestItem, result: QualityResult): void {
  run.appendOutput(`  ${describeResult(result)}\r\n`, undefined, rule)
  if (!isFailed(result)) {
    run.passed(rule)
    return
  }
  const message = new vscode.TestMessage(describeResult(result))
  if (rule.uri !== undefined && rule.range !== undefined)
    message.location = new vscode.Location(rule.uri, rule.range)
  run.failed(rule, message)
}
