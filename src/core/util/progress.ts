/** What long work says of itself, at most a few times a second. */
export interface Progress {
  readonly message: string
  /** Things done so far, and how many there are in all where that is known. */
  readonly done?: number
  readonly total?: number
}

export interface WorkOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** Rows after which work that has many of them says how far it is, and looks whether it is still wanted. */
export const REPORT_EVERY = 4096

/** Lets at most one report through every `milliseconds`. The first one always passes. */
export function throttleProgress(
  onProgress: ((progress: Progress) => void) | undefined,
  milliseconds = 200,
): (progress: () => Progress) => void {
  if (onProgress === undefined) return () => undefined
  let last = -Infinity
  return (progress) => {
    const now = performance.now()
    if (now - last < milliseconds) return
    last = now
    onProgress(progress())
  }
}
