/** Progress in words and per cent. */
import type { Progress, WorkOptions } from '../core/index'
import { formatCount } from '../views/format'

/** `comparing rows, 1,250 of 10,000`. */
export function describeProgress({ message, done, total }: Progress): string {
  // A message that counts by itself says it better.
  if (done === undefined || /\d/.test(message)) return message
  const of = total === undefined ? '' : ` of ${formatCount(total)}`
  return `${message}, ${formatCount(done)}${of}`
}

/** The same options, whose progress another one hears, too. */
export function alsoHeardBy(options: WorkOptions, hear: (progress: string) => void): WorkOptions {
  return {
    ...options,
    onProgress: (progress) => {
      options.onProgress?.(progress)
      hear(describeProgress(progress))
    },
  }
}

/** 0 where it is not known how much there is in all. */
export function percentOf({ done, total }: Progress): number {
  return done === undefined || !total ? 0 : Math.min(100, (100 * done) / total)
}
