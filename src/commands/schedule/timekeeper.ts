/**
 * Runs definitions when they are due, one after the other. Times that went by while nobody kept time are not made up for.
 */
import * as vscode from 'vscode'
import type { ScheduledDefinition } from '../../core/index'
import type { CommandContext } from '../context'
import { runScheduled } from './runScheduled'
import { dueEntries, timeToLook, type TimetableEntry } from './timetable'

interface Entry extends TimetableEntry {
  readonly definition: ScheduledDefinition
}

const MAY_APPLY = 'drydock.schedulesMayApply'

export interface TimekeeperOptions {
  readonly context: CommandContext
  /** Where it is remembered which schedules may apply. */
  readonly state: vscode.Memento
  /** Whether schedules run in this window at all. */
  readonly isOn: () => boolean
}

export class Timekeeper implements vscode.Disposable {
  #entries: readonly Entry[] = []
  #timer: NodeJS.Timeout | undefined
  /** Scheduled runs come one after the other. */
  #queue: Promise<void> = Promise.resolve()
  readonly #waiting = new Set<string>()
  #readings = 0

  constructor(private readonly options: TimekeeperOptions) {}

  /** What is going to run, and when. */
  get entries(): readonly TimetableEntry[] {
    return this.#entries
  }

  /** Asks the core anew for schedules where `wanted`; else nothing runs any more. */
  async read(wanted: boolean): Promise<void> {
    const reading = ++this.#readings
    const entries = wanted ? await this.#list() : []
    if (reading !== this.#readings) return
    this.#entries = entries
    this.#setTimer()
  }

  async #list(): Promise<readonly Entry[]> {
    const { core, folders, log } = this.options.context
    const lists = await Promise.all(
      folders.paths.map(async (folder) => {
        try {
          const found = await core.request('listSchedules', { folder, count: 1 })
          return found.flatMap((definition) => entryOf(folder, definition))
        } catch (error) {
          // A faulty drydock.jsonc is a diagnostic already, and schedules wait until it is mended.
          log.warn(`schedules of ${folder} are off: ${String(error)}`)
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
      this.options.context.log.info(`schedule of ${path}: its time went by; it is not made up for`)
    for (const entry of due) this.#enqueue(entry)
    if (due.length + missed.length > 0) void this.read(this.options.isOn())
    else this.#setTimer()
  }

  /** One that is still under way, or waits for another, is not begun a second time. */
  #enqueue({ folder, definition }: Entry): void {
    const id = `${folder}\n${definition.path}`
    const { context, isOn } = this.options
    if (this.#waiting.has(id)) return
    this.#waiting.add(id)
    this.#queue = this.#queue.then(async () => {
      const mayApply = definition.schedule.apply && this.#mayApply(folder, definition)
      if (isOn()) await runScheduled(context, { folder, definition, mayApply })
      this.#waiting.delete(id)
    })
  }

  /**
   * A definition that came with a repository applies nothing before its reader has allowed it, once for this schedule in
   * this workspace. Until then it only plans.
   */
  #mayApply(folder: string, { path, schedule, target }: ScheduledDefinition): boolean {
    const id = JSON.stringify([folder, path, schedule, target])
    const allowed = this.#allowed[id]
    if (allowed === undefined) void this.#askToApply(id, path, target)
    return allowed === true
  }

  get #allowed(): Readonly<Record<string, boolean>> {
    return this.options.state.get<Readonly<Record<string, boolean>>>(MAY_APPLY) ?? {}
  }

  async #askToApply(id: string, path: string, target: string): Promise<void> {
    const message = `${path} is scheduled to change "${target}" while this window is open. Until you allow it, it only plans.`
    const choice = await vscode.window.showInformationMessage(message, 'Allow', 'Only Plan')
    if (choice === undefined) return
    await this.options.state.update(MAY_APPLY, { ...this.#allowed, [id]: choice === 'Allow' })
  }

  dispose(): void {
    clearTimeout(this.#timer)
  }
}

function entryOf(folder: string, definition: ScheduledDefinition): readonly Entry[] {
  const [next] = definition.next
  if (next === undefined) return []
  return [{ folder, path: definition.path, due: Date.parse(next), definition }]
}
