/**
 * Schedules while the editor is open and the workspace is trusted. Times that went by while it was closed are not made
 * up for, and no two scheduled runs are under way at once.
 */
import * as vscode from 'vscode'
import { mappingFiles, settings, workspaceFileName } from '../../contributions'
import type { ScheduledDefinition } from '../../core/index'
import { Disposables } from '../../views/disposables'
import { setContextKey } from '../../views/typedCommands'
import type { CommandContext } from '../context'
import { runScheduled } from './runScheduled'
import { dueEntries, timeToLook, type TimetableEntry } from './timetable'

interface Entry extends TimetableEntry {
  readonly definition: ScheduledDefinition
}

const PAUSED = 'drydock.schedulesPaused'
const MAY_APPLY = 'drydock.schedulesMayApply'

export class Schedules implements vscode.Disposable {
  readonly #disposables = new Disposables()
  #context: CommandContext | undefined
  #entries: readonly Entry[] = []
  #timer: NodeJS.Timeout | undefined
  /** Scheduled runs come one after the other. */
  #queue: Promise<void> = Promise.resolve()
  readonly #waiting = new Set<string>()
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
    return this.#entries
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

  /** Looks through the definitions. The core is started only where one of them has a schedule. */
  async read(): Promise<void> {
    const reading = ++this.#readings
    const entries = this.#isOn() && (await mentionsSchedule()) ? await this.#list() : []
    if (reading !== this.#readings) return
    this.#entries = entries
    this.#setTimer()
  }

  #isOn(): boolean {
    const enabled = vscode.workspace.getConfiguration().get<boolean>(settings.schedulesEnabled)
    return enabled === true && vscode.workspace.isTrusted && !this.paused
  }

  async #list(): Promise<readonly Entry[]> {
    const context = this.#context
    if (context === undefined) return []
    const lists = await Promise.all(
      context.folders.paths.map(async (folder) => {
        try {
          const found = await context.core.request('listSchedules', { folder, count: 1 })
          return found.flatMap((definition) => entryOf(folder, definition))
        } catch (error) {
          // A faulty drydock.jsonc is a diagnostic already, and schedules wait until it is mended.
          context.log.warn(`schedules of ${folder} are off: ${String(error)}`)
          return []
        }
      }),
    )
    return lists.flat()
  }

  #setTimer(): void {
    clearTimeout(this.#timer)
    const wait = timeToLook(this.#entries, Date.now())
    this.#timer = wait === undefined ? undefined : setTimeout(() => this.#look(), wait)
  }

  #look(): void {
    const { due, missed } = dueEntries(this.#entries, Date.now())
    for (const { path } of missed)
      this.#context?.log.info(`schedule of ${path}: its time went by; it is not made up for`)
    for (const entry of due) this.#enqueue(entry)
    if (due.length + missed.length > 0) void this.read()
    else this.#setTimer()
  }

  /** One that is still under way, or waits for another, is not begun a second time. */
  #enqueue({ folder, definition }: Entry): void {
    const id = `${folder}\n${definition.path}`
    const context = this.#context
    if (context === undefined || this.#waiting.has(id)) return
    this.#waiting.add(id)
    this.#queue = this.#queue.then(async () => {
      const mayApply = definition.schedule.apply && this.#mayApply(folder, definition)
      if (this.#isOn()) await runScheduled(context, { folder, definition, mayApply })
      this.#waiting.delete(id)
    })
  }

  /**
   * A definition that came with a repository applies nothing before its reader has allowed it, once for this schedule in
   * this workspace. Until then it only plans.
   */
  #mayApply(folder: string, { path, schedule, target }: ScheduledDefinition): boolean {
    const id = JSON.stringify([folder, path, schedule, target])
    const allowed = this.state.get<Readonly<Record<string, boolean>>>(MAY_APPLY) ?? {}
    if (allowed[id] === undefined) void this.#askToApply(id, path, target)
    return allowed[id] === true
  }

  async #askToApply(id: string, path: string, target: string): Promise<void> {
    const message = `${path} is scheduled to change "${target}" while this window is open. Until you allow it, it only plans.`
    const choice = await vscode.window.showInformationMessage(message, 'Allow', 'Only Plan')
    if (choice === undefined) return
    const allowed = this.state.get<Readonly<Record<string, boolean>>>(MAY_APPLY) ?? {}
    await this.state.update(MAY_APPLY, { ...allowed, [id]: choice === 'Allow' })
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#disposables.dispose()
  }
}

function entryOf(folder: string, definition: ScheduledDefinition): readonly Entry[] {
  const [next] = definition.next
  if (next === undefined) return []
  return [{ folder, path: definition.path, due: Date.parse(next), definition }]
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
