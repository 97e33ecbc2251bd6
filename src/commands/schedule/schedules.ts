/**
 * Schedules while the editor is open and the workspace is trusted. This part only finds out whether there are any; who
 * keeps time for them is loaded, and the core is started, where a definition has one.
 */
import * as vscode from 'vscode'
import { mappingFiles, settings, workspaceFileName } from '../../contributions'
import { Disposables } from '../../views/disposables'
import { setContextKey } from '../../views/typedCommands'
import type { CommandContext } from '../context'
import { loadOnDemand } from '../loadOnDemand'
import type { OnDemand } from '../loadOnDemand'
import type { TimetableEntry } from './timetable'

const PAUSED = 'drydock.schedulesPaused'

type Timekeeper = InstanceType<OnDemand['Timekeeper']>

export class Schedules implements vscode.Disposable {
  readonly #disposables = new Disposables()
  #context: CommandContext | undefined
  #keeper: Timekeeper | undefined
  #readings = 0

  constructor(private readonly state: vscode.Memento) {}

  /** Begins to keep time. Reads definitions again whenever one is written. */
  start(context: CommandContext): void {
    this.#context = context
    const read = (): void => void this.read()
    for (const glob of [mappingFiles, `**/${workspaceFileName}`]) {
      const watcher = this.#disposables.add(vscode.workspace.createFileSystemWatcher(glob))
      for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
        this.#disposables.add(event(read))
    }
    this.#disposables.add(context.folders.onDidChange(read))
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(read))
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settings.schedulesEnabled)) read()
      }),
    )
    setContextKey('drydock.schedulesPaused', this.paused)
  }

  get paused(): boolean {
    return this.state.get<boolean>(PAUSED) === true
  }

  /** What is going to run, and when. */
  get entries(): readonly TimetableEntry[] {
    return this.#keeper?.entries ?? []
  }

  /** Remembered for this workspace until `resume`. */
  async pause(): Promise<void> {
    await this.#setPaused(true)
  }

  async resume(): Promise<void> {
    await this.#setPaused(false)
  }

  async #setPaused(paused: boolean): Promise<void> {
    await this.state.update(PAUSED, paused)
    setContextKey('drydock.schedulesPaused', paused)
    await this.read()
  }

  /** Looks through the definitions. */
  async read(): Promise<void> {
    const reading = ++this.#readings
    const wanted = this.#isOn() && (await mentionsSchedule())
    const keeper = wanted ? await this.#loadKeeper() : this.#keeper
    if (reading === this.#readings) await keeper?.read(wanted)
  }

  #isOn(): boolean {
    const enabled = vscode.workspace.getConfiguration().get<boolean>(settings.schedulesEnabled)
    return enabled === true && vscode.workspace.isTrusted && !this.paused
  }

  async #loadKeeper(): Promise<Timekeeper | undefined> {
    const { Timekeeper } = await loadOnDemand()
    if (this.#context === undefined) return undefined
    const options = { context: this.#context, state: this.state, isOn: () => this.#isOn() }
    this.#keeper ??= this.#disposables.add(new Timekeeper(options))
    return this.#keeper
  }

  dispose(): void {
    this.#disposables.dispose()
  }
}

/** A word in a file, and no more than that: whether it is a schedule the core knows. */
async function mentionsSchedule(): Promise<boolean> {
  const files = await vscode.workspace.findFiles(mappingFiles, '**/{node_modules,.git,.drydock}/**')
  for (const file of files) {
    const bytes = await vscode.workspace.fs.readFile(file)
    if (Buffer.from(bytes).includes('"schedule"')) return true
  }
  return false
}
