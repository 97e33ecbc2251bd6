/** Word that something has happened in some folders, where the system gives it. */
import { watch } from 'node:fs'
import { stat } from 'node:fs/promises'

/** Tells of events in a folder until it is closed; throws where the system cannot. */
export type WatchFolder = (folder: string, onEvent: () => void) => { close(): void }

export const watchWithSystem: WatchFolder = (folder, onEvent) => {
  // What cannot be watched any more has changed, or is found by the next look.
  return watch(folder, { persistent: false }, onEvent).on('error', onEvent)
}

interface Watched {
  /** Of which folder: one that was removed and made again is another. */
  readonly identity: string
  /** Undefined where the system cannot watch it. */
  readonly watcher: { close(): void } | undefined
}

/** Keeps watching folders that come and go. Events may be missed, as on network folders: somebody must look now and then. */
export class FolderEvents {
  private readonly watched = new Map<string, Watched>()

  constructor(
    private readonly folders: readonly string[],
    private readonly watchFolder: WatchFolder,
    private readonly onEvent: () => void,
  ) {}

  /** Watches those that have appeared since the last call. */
  async renew(): Promise<void> {
    for (const folder of this.folders) {
      const facts = await stat(folder, { bigint: true }).catch(() => undefined)
      const identity = facts && [facts.dev, facts.ino, facts.birthtimeNs].join(':')
      if (this.watched.get(folder)?.identity === identity) continue
      this.watched.get(folder)?.watcher?.close()
      this.watched.delete(folder)
      if (identity !== undefined)
        this.watched.set(folder, { identity, watcher: this.tryToWatch(folder) })
    }
  }

  close(): void {
    for (const { watcher } of this.watched.values()) watcher?.close()
    this.watched.clear()
  }

  private tryToWatch(folder: string): { close(): void } | undefined {
    try {
      return this.watchFolder(folder, this.onEvent)
    } catch {
      return undefined
    }
  }
}
