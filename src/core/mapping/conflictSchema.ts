/** What a mapping file may say of values that differ. */
import * as z from 'zod'

const text = z.string().min(1)

/** The strategies that are named by a word alone. */
export const conflictWords = [
  'sourceWins',
  'targetWins',
  'fillEmpty',
  'largest',
  'smallest',
  'skipIfTargetChanged',
  'ask',
] as const

const newestBySchema = z
  .strictObject({
    newestBy: z
      .union([
        text.describe('A column with the same name on both sides, such as "updated_at".'),
        z
          .strictObject({
            source: text.describe('The column of the source.'),
            target: text.describe('The column of the target.'),
          })
          .describe('A column with a name of its own on each side.'),
      ])
      .describe(
        'The column that says which side is newer. Its values are compared exactly; where they are equal or null, the row is reported as undecided.',
      ),
  })
  .describe('The newer side wins: { "newestBy": "updated_at" }.')

export const conflictSchema = z.union([
  z
    .enum(conflictWords)
    .describe(
      [
        'sourceWins: the target gets the source’s value (default).',
        'targetWins: a field that differs stays as it is; rows are only counted.',
        'fillEmpty: the target gets the source’s value where its own is null or an empty text.',
        'largest, smallest: the target gets the source’s value where it is the larger or smaller one.',
        'skipIfTargetChanged: a field stays as it is where the target has changed since both sides were last the same.',
        'ask: somebody decides, row by row, before the plan is applied.',
      ].join('\n'),
    ),
  newestBySchema,
])

const amount = z.union([z.string().min(1), z.number()])

export const toleranceSchema = z.union([
  amount.describe('Numbers that differ by no more than this are the same: "0.01".'),
  z
    .strictObject({
      absolute: amount
        .optional()
        .describe('Numbers that differ by no more than this are the same.'),
      relative: amount
        .optional()
        .describe(
          'Numbers that differ by no more than this part of the greater one are the same: "1e-9".',
        ),
      seconds: amount
        .optional()
        .describe('Times that differ by no more than so many seconds are the same: "0.001".'),
    })
    .describe('One of absolute, relative or seconds.'),
])

export type ConflictFile = z.infer<typeof conflictSchema>
export type ToleranceFile = z.infer<typeof toleranceSchema>
