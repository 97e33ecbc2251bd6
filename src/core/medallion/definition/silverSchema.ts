/** What a pipeline says of its silver table: where each column's value comes from and which source wins. */
import * as z from 'zod'
import { cleanListSchema } from '../../source/cleaning/cleanSchema'

const text = z.string().min(1)

export const RULES = ['priority', 'mostRecent', 'mostComplete', 'majority'] as const
const ruleSchema = z
  .enum(RULES)
  .describe(
    'Which source’s value is taken. priority: the first source of "priority" that has one. mostRecent: of the record that changed last. mostComplete: of the record with most values. majority: what most sources say. Whatever is still equal is decided by "priority".',
  )

const compareSchema = z
  .enum(['exact', 'ignoreCase'])
  .describe('When values of two sources are the same. Default: ignoreCase.')

const fromSchema = z
  .record(text, text)
  .describe('By source, the member of its records that has the value; inner members by dots.')

const fieldSchema = z.union([
  text.describe('The member of every source’s records that has the value.'),
  z
    .strictObject({
      from: z
        .union([text, fromSchema])
        .describe('The member that has the value, in every source or by source.'),
      type: text
        .optional()
        .describe(
          'The column’s type, where the silver table is still to be made: "text", "date". Default: text.',
        ),
      clean: cleanListSchema
        .optional()
        .describe('Steps from a source’s value to the column’s. Default: trim, nullIfEmpty.'),
      rule: ruleSchema.optional(),
      priority: z
        .array(text)
        .min(1)
        .optional()
        .describe('Which source comes first in this field. Default: the table’s "priority".'),
      compare: compareSchema.optional(),
    })
    .describe('Where a column’s value comes from.'),
])

const keySchema = z.union([
  text.describe('The column of the silver table that has the records’ id.'),
  z
    .strictObject({
      column: text.describe('The column of the silver table.'),
      from: fromSchema
        .optional()
        .describe('By source, the member whose value matches. Default: the records’ id.'),
      clean: cleanListSchema
        .optional()
        .describe('Steps that make the values of different sources alike.'),
      type: text.optional().describe('The column’s type, where the table is still to be made.'),
    })
    .describe('By what records of different sources are found to be of one entity.'),
])

const validationSchema = z
  .strictObject({
    required: z.boolean().optional().describe('It has a value.'),
    format: z
      .enum(['email', 'url', 'uuid', 'date', 'timestamp', 'integer', 'number'])
      .optional()
      .describe('What its text looks like.'),
    pattern: text.optional().describe('A regular expression of the database that it matches.'),
    minimum: z.number().optional().describe('The least number.'),
    maximum: z.number().optional().describe('The greatest number.'),
    in: z.array(z.string()).min(1).optional().describe('One of these values.'),
    references: z
      .strictObject({
        schema: text.optional().describe('Default: the silver table’s.'),
        table: text.describe('The table that has it.'),
        column: text.describe('The column that has it.'),
      })
      .optional()
      .describe('A row of another table has this value.'),
    otherwise: z
      .enum(['reject', 'null', 'flag'])
      .optional()
      .describe(
        'reject: the entity is not written, and is quarantined. null: it is written without the value, and flagged. flag: it is written as it is, and flagged. Default: reject.',
      ),
  })
  .describe('What is checked before anything is written.')

export const silverSchema = z
  .strictObject({
    schema: text.optional().describe('Default: silver.'),
    table: text.describe('The table’s exact name. It is made where it is not there.'),
    key: keySchema.describe('By what records are found to be of one entity.'),
    fields: z.record(text, fieldSchema).describe('By column, where its value comes from.'),
    priority: z
      .array(text)
      .min(1)
      .optional()
      .describe('The sources, the most trusted first. Default: in the order of "sources".'),
    rule: ruleSchema.optional().describe('The rule of fields that have none. Default: priority.'),
    groups: z
      .record(text, z.array(text).min(2))
      .optional()
      .describe('Columns whose values come from one record together, such as those of an address.'),
    recency: z
      .record(text, text)
      .optional()
      .describe(
        'By source, the member that says when a record changed, as ISO 8601. Default: when it was ingested.',
      ),
    validate: z
      .record(text, validationSchema)
      .optional()
      .describe('By column, what its values have to be.'),
    vanished: z
      .enum(['delete', 'keep'])
      .optional()
      .describe('What becomes of an entity that no source has any more. Default: delete.'),
    provenance: z
      .union([text, z.literal(false)])
      .optional()
      .describe(
        'The column that says of each value which record it came from. Default: provenance.',
      ),
  })
  .describe('The silver table and how records become its rows.')

const weight = z.number().min(0).max(1)

export const qualitySchema = z
  .strictObject({
    sources: z
      .array(text)
      .optional()
      .describe('The sources that every entity should be in. Default: all.'),
    keyFields: z
      .array(text)
      .optional()
      .describe('Columns that should have a value; flag: missing_email. Default: none.'),
    mismatches: z
      .array(text)
      .optional()
      .describe(
        'Columns in which the sources should agree; flag: email_mismatch. Default: all that several sources have.',
      ),
    informational: z
      .array(text)
      .optional()
      .describe('Columns whose lack is only told: flag no_phone_number; it deducts nothing.'),
    weights: z
      .strictObject({
        missingSource: weight.optional().describe('Default: 0.1.'),
        missingField: weight.optional().describe('Default: 0.05.'),
        mismatch: weight.optional().describe('Default: 0.05.'),
      })
      .optional()
      .describe('What each finding deducts from 1.'),
    rules: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]*$/, 'a flag has small letters, digits and _'),
        z.strictObject({
          when: text.describe(
            'A SQL condition over the silver columns, as texts: "name ilike \'%private%\'".',
          ),
          weight: weight.optional().describe('What it deducts. Default: nothing.'),
        }),
      )
      .optional()
      .describe('Rules of your own, by the flag that an entity gets.'),
    gates: z
      .strictObject({
        minimumScore: weight.optional().describe('The least average score.'),
        maximumErrors: weight.optional().describe('The greatest share of quarantined records.'),
        maximumVanished: weight
          .optional()
          .describe('The greatest share of rows that a run may delete. Default: 0.1.'),
      })
      .optional()
      .describe('A run that crosses one of these leaves the silver table as it was.'),
  })
  .describe(
    'The quality score: 1.0, less 0.1 for each missing source, 0.05 for each missing key field and 0.05 for each mismatch between sources; never under 0, two decimals.',
  )

export type SilverFile = z.infer<typeof silverSchema>
export type QualityFile = z.infer<typeof qualitySchema>
export type ValidationFile = z.infer<typeof validationSchema>
export type Rule = (typeof RULES)[number]
