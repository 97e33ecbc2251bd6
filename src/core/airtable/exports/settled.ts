/** When a file is complete: a state that takes in what was seen of it, and does nothing itself. */
import type { Contents } from './contents'

/** What one look at a file shows. */
export interface Look {
  /** Another one as soon as the file has another size or moment of modification, or is another file. */
  readonly identity: string
  readonly size: number
  /** The partial download of a file of this name is there. */
  readonly downloading: boolean
}

export type Unsettled = 'empty' | 'downloading' | 'changing' | 'noHeader' | 'openQuote'

export type Settling = SeenFile &
  (
    | { readonly status: 'waiting'; readonly reason: Unsettled }
    /** It is quiet; what is in it must be looked at, then `withContents` says whether it is complete. */
    | { readonly status: 'quiet' }
    | { readonly status: 'settled'; readonly contents: Contents }
  )

interface SeenFile {
  readonly identity: string
  /** The end of the look that first showed it as it is. */
  readonly since: number
  /** Of this identity. */
  readonly contents?: Contents
}

/** When a look was taken: at some moment between the two. */
export interface LookTime {
  readonly began: number
  readonly ended: number
}

/** How a file stands after another look. Two looks that are `quietMs` apart must have shown the same. */
export function look(
  before: Settling | undefined,
  { identity, size, downloading }: Look,
  { began, ended, quietMs }: LookTime & { readonly quietMs: number },
): Settling {
  // A clock that was put back would let a file wait for hours.
  const isSame = before?.identity === identity && before.since <= ended
  const contents = isSame ? before.contents : undefined
  const seen = { identity, since: isSame ? before.since : ended, ...(contents && { contents }) }
  const waiting = (reason: Unsettled): Settling => ({ ...seen, status: 'waiting', reason })
  if (downloading) return waiting('downloading')
  if (size === 0) return waiting('empty')
  if (!isSame || began - seen.since < quietMs) return waiting('changing')
  return contents === undefined ? { ...seen, status: 'quiet' } : withContents(seen, contents)
}

/** How a quiet file stands when it is known what is in it. */
export function withContents({ identity, since }: SeenFile, contents: Contents): Settling {
  const seen = { identity, since, contents }
  if (!contents.hasHeader) return { ...seen, status: 'waiting', reason: 'noHeader' }
  if (contents.openQuote) return { ...seen, status: 'waiting', reason: 'openQuote' }
  return { ...seen, status: 'settled', contents }
}

/** Whether the file is complete. */
export function isSettled(
  state: Settling | undefined,
): state is Extract<Settling, { status: 'settled' }> {
  return state?.status === 'settled'
}

/** When the next look can show that it is quiet; undefined where no moment is known. */
export function quietAt(state: Settling, quietMs: number): number | undefined {
  const isChanging = state.status === 'waiting' && state.reason === 'changing'
  return isChanging ? state.since + quietMs : undefined
}
