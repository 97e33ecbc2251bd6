/** What a pipeline says of a source that is asked by id for what records lack. */
import * as z from 'zod'
import { lookupSchema } from '../../source/records/http/lookupSchema'
import { durationSchema, significanceShape } from './sourceParts'

const text = z.string().min(1)

export const enrichmentSchema = lookupSchema
  .safeExtend({
    for: z
      .union([text, z.array(text).min(1)])
      .describe('The source or sources whose records it completes.'),
    lacking: z
      .array(text)
      .min(1)
      .describe(
        'Members of those records. One that has no value in any of these, or nothing but blanks, is asked for.',
      ),
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(64, 'must be 64 or less')
      .optional()
      .describe('How many questions are under way at a time. Default: 4.'),
    retryMissingAfter: durationSchema
      .optional()
      .describe(
        'After how long it is asked again for what it had nothing of: "7d". A record that has changed is asked for at once. Default: "7d".',
      ),
    ...significanceShape,
  })
  .describe('A source that is asked by id for what records lack.')

export type EnrichmentFile = z.infer<typeof enrichmentSchema>
