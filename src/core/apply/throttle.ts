/** Keeps a run from taking more of a server than it may. */
import { setTimeout as sleep } from 'node:timers/promises'
import { textOf, type Session } from '../database/session'
import { AbortedError, UsageError } from '../util/errors'
import type { WorkOptions } from '../util/progress'
import { BATCH_SIZE } from './readBatches'

export interface ThrottleOptions extends WorkOptions {
  /** Changes a second at most. */
  readonly maxRate?: number | undefined
  /** Seconds that a replica may be behind; while one is further behind, the run waits. */
  readonly maxLag?: number | undefined
}

/** Looks at the replicas again after so many milliseconds. */
const LAG_POLL = 500

/** A batch takes a quarter of a second at most, so that the rate is even. */
export function batchSizeOf({ maxRate }: ThrottleOptions): number {
  return maxRate === undefined
    ? BATCH_SIZE
    : Math.min(BATCH_SIZE, Math.max(1, Math.ceil(maxRate / 4)))
}

export class Throttle {
  private readonly started = performance.now()
  private changes = 0

  constructor(
    private readonly session: Session,
    private readonly options: ThrottleOptions,
  ) {}

  /** To be awaited before each batch. Throws `AbortedError`. */
  async pass(changes: number): Promise<void> {
    await this.waitForRate()
    await this.waitForReplicas()
    this.changes += changes
  }

  private async waitForRate(): Promise<void> {
    const { maxRate } = this.options
    if (maxRate === undefined) return
    const due = this.started + (this.changes / maxRate) * 1000
    await this.pause(due - performance.now())
  }

  private async waitForReplicas(): Promise<void> {
    const { maxLag, onProgress } = this.options
    if (maxLag === undefined) return
    for (;;) {
      const lag = await readLag(this.session)
      if (lag <= maxLag) return
      onProgress?.({ message: `waiting: a replica is ${lag.toFixed(1)} s behind` })
      await this.pause(LAG_POLL)
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return
    const { signal } = this.options
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(
      (error: unknown) => {
        throw new AbortedError(error)
      },
    )
  }
}

/** Throws `UsageError` where nobody can know how far replicas are behind. Writes nothing. */
export async function checkThrottle(session: Session, { maxLag }: ThrottleOptions): Promise<void> {
  if (maxLag !== undefined) await readLag(session)
}

/** Seconds that the slowest replica is behind; 0 without replicas. */
async function readLag(session: Session): Promise<number> {
  const { replicationLag } = session.dialect
  if (replicationLag === undefined)
    throw new UsageError('this server does not tell how far its replicas are behind', {
      mend: 'leave --max-lag out, and use --max-rate instead',
    })
  const { rows } = await session.execute(replicationLag)
  const [row = {}] = rows
  if (textOf(row, 'hidden') !== '0')
    throw new UsageError('this role may not see how far replicas are behind', {
      mend: 'let an administrator grant it "pg_read_all_stats", or use --max-rate instead of --max-lag',
    })
  return Number(textOf(row, 'seconds'))
}
