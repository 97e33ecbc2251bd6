/** The plan files that panels and views look into, kept open so that their pages come quickly. */
import { stat } from 'node:fs/promises'
import { openPlanFile } from '../core/index'
import type { PlanFile } from '../core/index'

const mostOpen = 8

interface OpenPlan {
  readonly file: Promise<PlanFile>
  /** Tells the file that was opened from another that has taken its place. */
  readonly version: string
}

/** Plan files by path. Those that were not used for longest are closed when there are too many. */
export class PlanFiles {
  readonly #open = new Map<string, OpenPlan>()

  /** Opens and verifies the file, unless it is open and has not been replaced since. */
  async get(path: string): Promise<PlanFile> {
    const version = await versionOf(path)
    const open = this.#open.get(path)
    if (open !== undefined && open.version === version) {
      this.#open.delete(path)
      this.#open.set(path, open)
      return open.file
    }
    await this.close(path)
    const file = openPlanFile(path)
    this.#open.set(path, { file, version })
    file.catch(() => this.#open.delete(path))
    await this.#closeOldest()
    return file
  }

  async close(path: string): Promise<void> {
    const open = this.#open.get(path)
    this.#open.delete(path)
    const file = await open?.file.catch(() => undefined)
    await file?.close()
  }

  async #closeOldest(): Promise<void> {
    const [oldest] = this.#open.keys()
    if (this.#open.size > mostOpen && oldest !== undefined) await this.close(oldest)
  }
}

/** A file that does not exist has no version; opening it then tells what is wrong. */
async function versionOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(path)
    return `${ino} ${size} ${mtimeMs}`
  } catch {
    return 'missing'
  }
}
