/** One reading of a source: what it is asked for, and what it leaves to the next one. */
import type { Session } from '../../../database/session'
import { completeIngestion, keepIngestionState, type Ingestion } from '../../../ledger/ingestions'
import type { RecordSource, SourceContext } from '../../../source/records/source'
import type { Source } from '../../definition/pipeline'
import { compareCursorValues, earlierBy, readCursorValue } from './cursorValue'
import {
  brokenOff,
  lastComplete,
  readingDefinition,
  type Checkpoint,
  type ReadingState,
} from './readingState'
import { Watermark } from './watermark'

export interface ReadingOptions {
  /** Reads all, whatever earlier readings have left. */
  readonly full?: boolean | undefined
  /** Only some records are wanted, whatever there is: it leaves nothing to the next one. */
  readonly isPart: boolean
  readonly warn: (message: string) => void
}

export class Reading {
  readonly watermark: Watermark | undefined
  private readonly kept: Pick<ReadingState, 'definition' | 'undone'>
  private readonly previous: Readonly<Record<string, string>> | undefined
  private readonly since: string | undefined
  /** Where another one broke off; undefined once it turns out that nobody can go on there. */
  private start: Checkpoint | undefined

  /** `earlier` are the ingestions of the stream before this one, the latest first. */
  constructor(
    private readonly source: Source,
    earlier: readonly Ingestion[],
    private readonly options: ReadingOptions,
  ) {
    const definition = readingDefinition(source)
    this.kept = {
      definition,
      undone: earlier.filter(({ undone }) => undone).map(({ seq }) => seq),
    }
    const last = options.full === true ? undefined : lastComplete(earlier)
    const state = (last?.state ?? {}) as ReadingState
    const reached = state.definition === definition ? state.watermark : undefined
    this.previous = state.source
    this.since = reached === undefined ? undefined : this.sinceOf(reached)
    this.start = this.goesOnAt(brokenOff(earlier, definition))
    const known = this.since === undefined ? {} : { greatest: reached ?? '' }
    this.watermark =
      source.since && new Watermark(source.since.field, this.start?.watermark ?? known)
  }

  private sinceOf(reached: string): string | undefined {
    const value = readCursorValue(reached)
    const { lagSeconds = 0, field = '' } = this.source.since ?? {}
    const since = value && earlierBy(value, lagSeconds)
    if (since === undefined)
      this.options.warn(
        `"lag" cannot be taken from ${reached}, which "${field}" was last; all is read`,
      )
    return since
  }

  private goesOnAt(checkpoint: Checkpoint | undefined): Checkpoint | undefined {
    const { full, isPart } = this.options
    if (checkpoint === undefined || full === true || isPart) return undefined
    return checkpoint.since === this.since ? checkpoint : undefined
  }

  /** Keeps, before anything is read, where the other one broke off: this one may not come as far. */
  async begin(session: Session, seq: string): Promise<void> {
    if (this.start === undefined) return
    const state: ReadingState = { ...this.kept, checkpoint: this.start }
    await keepIngestionState(session, seq, { ...state })
  }

  /** What the source is told. */
  get context(): Pick<SourceContext, 'previous' | 'since' | 'checkpoint'> {
    const { previous, since, start } = this
    return {
      ...(previous !== undefined && { previous }),
      ...(since !== undefined && { since }),
      ...(start !== undefined && { checkpoint: start.at }),
    }
  }

  /** It goes on where another one broke off: nobody knows what that one has come upon. */
  get isResumed(): boolean {
    return this.start !== undefined
  }

  /** All records are asked for: what is not among them has vanished. */
  get isWhole(): boolean {
    return this.since === undefined && !this.isResumed
  }

  /** For people: which part of the source it reads. */
  get doing(): string {
    if (this.isResumed) return ', from where the last reading broke off'
    return this.since === undefined ? '' : `, what has changed since ${this.since}`
  }

  /** Nobody can go on where the other one broke off. */
  beginAnew(reason: string): void {
    this.options.warn(
      `it cannot go on where the last reading broke off, and begins again: ${reason}`,
    )
    this.start = undefined
  }

  /** Keeps where to go on after all that is committed by now. */
  async keepCheckpoint(session: Session, seq: string, at: string | undefined): Promise<void> {
    if (at === undefined || this.options.isPart) return
    const { since, watermark } = this
    const known = this.start && knownBy(this.start)
    const checkpoint: Checkpoint = {
      at,
      ...(since !== undefined && { since }),
      ...(watermark && { watermark: watermark.state }),
      ...(known !== undefined && { known }),
    }
    const state: ReadingState = { ...this.kept, checkpoint }
    await keepIngestionState(session, seq, { ...state })
  }

  /** It has come to its end. `more` is what else the next one wants to know. */
  async complete(
    session: Session,
    seq: string,
    source: RecordSource,
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const reached = this.reached()
    this.warnOfUndated(source)
    if (this.isResumed && this.source.vanished === 'tombstone')
      this.options.warn('what the source no longer has is found by the next run, which reads all')
    const state: ReadingState = {
      ...this.kept,
      source: source.state?.().facts ?? {},
      ...(reached !== undefined && { watermark: reached }),
    }
    await completeIngestion(session, seq, { ...state, ...more })
  }

  /** Pages before those that were read now are as they were when the other one broke off. */
  private reached(): string | undefined {
    const reached = this.watermark?.reached
    if (this.start === undefined || reached === undefined) return reached
    const [now, then] = [readCursorValue(reached), readCursorValue(knownBy(this.start) ?? '')]
    if (now === undefined || then?.form !== now.form) return undefined
    return compareCursorValues(then, now) < 0 ? then.text : reached
  }

  private warnOfUndated({ givesUndated }: RecordSource): void {
    const { watermark, options, source } = this
    if (watermark === undefined) return
    const { fault, undated } = watermark
    const field = source.since?.field ?? ''
    if (fault !== undefined) options.warn(`${fault}; the next run reads all`)
    else if (undated > 0 && givesUndated !== true)
      options.warn(
        `${undated} records have no "${field}"; whether they change shows only where all is read (--full)`,
      )
  }
}

function knownBy({ known, watermark }: Checkpoint): string | undefined {
  return known ?? watermark?.greatest
}
