/** What an ingestion says of itself while it goes on: in the run's log, and as progress. */
import type { Session } from '../../database/session'
import { writeRunLines, type SaidLine } from '../../ledger/runLog'
import type { Progress } from '../../util/progress'
import { marked, type Mark } from '../report/marks'
import { ProgressPoints } from '../report/progressPoints'
import { processed, type IngestCounts } from './ingestCounts'

/** Of each sort, so many records are named; all of them are in bronze or in the quarantine. */
const NAMED = 5
const MOST_WARNINGS = 20

export class IngestLog {
  private readonly points = new ProgressPoints()
  private readonly named = new Map<Mark, number>()
  private warnings = 0
  private lines: SaidLine[] = []

  constructor(
    private readonly runId: string,
    private readonly source: string,
    private readonly onProgress: ((progress: Progress) => void) | undefined,
  ) {}

  /** Names a record, where not enough of its sort were named yet. */
  record(mark: Extract<Mark, 'new' | 'changed' | 'failed'>, text: string): void {
    const count = (this.named.get(mark) ?? 0) + 1
    this.named.set(mark, count)
    if (count <= NAMED) this.say(mark === 'failed' ? 'error' : 'info', mark, text)
  }

  warn(text: string): void {
    this.say('warning', 'warning', text)
  }

  /** Of many like it, the first ones. */
  warnSeldom(text: string): void {
    if (++this.warnings <= MOST_WARNINGS) this.warn(text)
    if (this.warnings === MOST_WARNINGS) this.warn('more of these are not told')
  }

  say(level: 'info' | 'warning' | 'error', mark: Mark, text: string): void {
    this.lines.push({ level, message: marked(mark, text) })
  }

  /** After each batch. */
  progress(counts: Readonly<IngestCounts>): void {
    const done = processed(counts)
    const text = `${done} processed (${sorts(counts)})`
    this.onProgress?.({ message: `${this.source}: ${text}`, done })
    if (this.points.reached(done)) this.lines.push({ level: 'info', message: `Progress: ${text}` })
  }

  /** After the last one. */
  end(counts: Readonly<IngestCounts>, isUnchanged: boolean): void {
    if (isUnchanged) return this.say('info', 'skipped', 'the source has not changed since')
    const { quarantined, vanished } = counts
    const gone = vanished === 0 ? '' : `, ${vanished} gone`
    const text = `${processed(counts)} processed: ${sorts(counts)}${gone}, ${quarantined} with errors`
    this.say(quarantined > 0 ? 'warning' : 'info', quarantined > 0 ? 'warning' : 'done', text)
  }

  /** Writes what was said since the last time. */
  async flush(session: Session): Promise<void> {
    const { lines } = this
    this.lines = []
    await writeRunLines(session, this.runId, lines)
  }
}

function sorts({ created, changed, unchanged, repeated }: Readonly<IngestCounts>): string {
  return `${created} new, ${changed} changed, ${unchanged + repeated} skipped`
}
