/** What a mapping file may say of rows that have no partner. */
import * as z from 'zod'

export const missingSchema = z
  .strictObject({
    inTarget: z
      .enum(['report', 'insert'])
      .optional()
      .describe(
        'Rows of the source that are missing in the target: reported (default), or inserted with their key and the mapped fields. Columns that are not mapped get their default.',
      ),
    inSource: z
      .enum(['ignore', 'report', 'delete'])
      .optional()
      .describe(
        'Rows of the target that are missing in the source: only counted (default), reported one by one, or deleted. What is deleted is kept in the ledger, and undo brings it back.',
      ),
    deleteLimit: z
      .union([
        z.number().int().nonnegative().describe('The most rows that a plan may delete.'),
        z
          .string()
          .min(1)
          .describe('The largest part of the target’s rows that a plan may delete: "25%".'),
      ])
      .optional()
      .describe(
        'Planning refuses to delete more rows than this. Default: 50 rows or 10% of the target’s, whichever is more.',
      ),
  })
  .describe('What becomes of rows without a partner on the other side.')

export type MissingFile = z.infer<typeof missingSchema>
