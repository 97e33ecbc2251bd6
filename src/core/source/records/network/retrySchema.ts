/** `"retry"` and `"timeout"` of a source that comes over the network. */
import * as z from 'zod'

const DAY = 24 * 60 * 60
const seconds = z.number().positive().max(DAY, 'must be no more than a day')

export const retrySchema = z
  .strictObject({
    attempts: z
      .number()
      .int()
      .min(1)
      .max(100, 'must be 100 or less')
      .optional()
      .describe('How often a request is made before the reading ends with an error. Default: 8.'),
    first: seconds
      .optional()
      .describe(
        'Seconds before the second attempt; each wait is twice the one before. Default: 1.',
      ),
    most: seconds
      .optional()
      .describe(
        'The longest wait in seconds. Default: 60. Where a service itself says how long to wait, that counts, up to an hour.',
      ),
  })
  .describe('How often and after what waits a request is made again that may go well another time.')

export const timeoutSchema = seconds.describe(
  'Seconds without a sign of life after which a request is given up and made again. Default: 60.',
)

export interface Retry {
  readonly attempts: number
  /** In milliseconds, as `most`. */
  readonly first: number
  readonly most: number
}

export function readRetry(file: z.infer<typeof retrySchema> = {}): Retry {
  const { attempts = 8, first = 1, most = 60 } = file
  return { attempts, first: first * 1000, most: most * 1000 }
}

/** In milliseconds. */
export function readTimeout(file = 60): number {
  return file * 1000
}
