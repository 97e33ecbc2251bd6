/** How far a reading is: what a checkpoint holds. */
import * as z from 'zod'
import { UsageError } from '../../../util/errors'
import type { Secrets } from '../network/secrets'

const positionSchema = z.strictObject({
  /** The number of the page for people, from 1, whatever the service calls it. */
  page: z.number().int(),
  /** Records of the pages before. */
  read: z.number().int(),
  /** See `Pager.first` and `Step.at`. */
  at: z.string().optional(),
  doubtful: z.boolean().optional(),
})

export type Position = z.infer<typeof positionSchema>

export function firstPosition(at: string | undefined): Position {
  return { page: 1, read: 0, at }
}

export function readPosition(checkpoint: string): Position {
  try {
    return positionSchema.parse(JSON.parse(checkpoint))
  } catch (error) {
    const message = 'the checkpoint of an earlier reading cannot be read'
    throw new UsageError(message, { mend: 'begin again without it', cause: error })
  }
}

/** Undefined where it would hold a secret, because a service writes one into its addresses. */
export function writePosition(position: Position, secrets: Secrets): string | undefined {
  const text = JSON.stringify(position)
  return secrets.mask(text) === text ? text : undefined
}
