/** What a mapping file may hold as matchers. What is described here is what editors show. */
import * as z from 'zod'
import { formulaSchema } from '../formula/formulaSchema'
import { transformSchema } from '../transforms/transformSchema'
import { IGNORED } from './matcher'

const text = z.string().min(1)

const valueSchema = (side: 'source' | 'target') =>
  z.union([
    text.describe(`The column of the ${side}.`),
    z
      .strictObject({
        expression: text.optional().describe(`A SQL expression of the ${side}’s row.`),
        formula: formulaSchema.optional(),
      })
      .describe(`What is compared of the ${side}’s row: one of expression or formula.`),
  ])

const ignoredSchema = z.enum(IGNORED)

const columnSchema = z.union([
  text.describe('A column with the same name on both sides, whose values are the same.'),
  z
    .strictObject({
      source: valueSchema('source').describe('A column of the source, or what is made of its row.'),
      target: valueSchema('target')
        .optional()
        .describe(
          'A column of the target, or what is made of its row. Default: the column of the source’s name.',
        ),
      transform: z
        .union([transformSchema, z.array(transformSchema)])
        .optional()
        .describe(
          'Steps that the values of both sides take before they are compared, in order: "digitsOnly". A value that a step does not understand matches nothing.',
        ),
      ignore: z
        .union([ignoredSchema, z.array(ignoredSchema).min(1)])
        .optional()
        .describe(
          [
            'What makes no difference:',
            'case: upper and lower case, by Unicode’s full case folding; ß is ss.',
            'accents: é is e; ø and ß are letters of their own.',
            'punctuation: punctuation and symbols are left out.',
            'space: white space at the ends, and how much of it there is within.',
          ].join('\n'),
        ),
    })
    .describe('What is compared of both sides’ rows.'),
])

const matcherSchema = z
  .strictObject({
    name: text
      .optional()
      .describe('What plans call it: "by e-mail". Default: its columns and what they ignore.'),
    on: z
      .union([
        text.describe('A column with the same name on both sides, whose values are the same.'),
        z.array(columnSchema).min(1),
      ])
      .describe(
        'The columns that have to be the same. A null or an empty text in any of them matches nothing.',
      ),
  })
  .describe('One way to find partners.')

/** The entry `match` of a mapping. */
export const matchSchema = z
  .array(matcherSchema)
  .min(1)
  .describe(
    'How a row of the source finds its row in the target, instead of an equal key, or after it. The first matcher comes first, each next one looks at the rows that are left. Where several rows of a side have the same values, none of them is matched; if no later matcher finds their partners either, they are reported as ambiguous. The target’s rows keep their primary key.',
  )

export type MatcherFile = z.infer<typeof matcherSchema>
export type MatchColumnFile = z.infer<typeof columnSchema>
export type MatchValueFile = z.infer<ReturnType<typeof valueSchema>>
