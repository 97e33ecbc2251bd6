/** Steps that make values of different sources alike. */
import * as z from 'zod'

const text = z.string().min(1)

const WORDS = ['trim', 'collapse', 'lower', 'upper', 'nullIfEmpty'] as const

export const cleanSchema = z.union([
  z
    .enum(WORDS)
    .describe(
      'trim: without blanks at both ends. collapse: one blank for each stretch of white space inside. lower, upper: letter case. nullIfEmpty: an empty text is no value.',
    ),
  z
    .strictObject({ remove: text.describe('Each of these characters.') })
    .describe('Takes characters out: "-:." makes 00-00-0C and 00:00:0C the same.'),
  z
    .strictObject({
      replace: text.describe('What is replaced wherever it stands, as it is written here.'),
      with: z.string().describe('What stands there then.'),
    })
    .describe('Puts one text in the place of another.'),
  z
    .strictObject({ nullIf: z.array(z.string()).min(1).describe('Such as "n/a" and "-".') })
    .describe('These values are no values.'),
  z
    .strictObject({ first: z.number().int().min(1).describe('How many characters.') })
    .describe('Keeps the first characters.'),
])

export const cleanListSchema = z.union([cleanSchema, z.array(cleanSchema)])

export type CleanStep = z.infer<typeof cleanSchema>
