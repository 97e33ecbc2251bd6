/** What a mapping file may hold. The published JSON Schema is generated from here. */
import * as z from 'zod'
import { conflictSchema, toleranceSchema } from './conflictSchema'
import { scheduleSchema } from '../schedule/scheduleSchema'
import { formulaSchema } from './formula/formulaSchema'
import { matchSchema } from './matching/matchSchema'
import { missingSchema } from './missingSchema'
import { transformSchema } from './transforms/transformSchema'

const text = z.string().min(1)

const endpointSchema = z.strictObject({
  environment: text.describe('The name of an environment of drydock.jsonc.'),
  database: text.optional().describe('The database; by default the one of the environment’s URL.'),
  schema: text
    .optional()
    .describe('The schema; by default the one that the server searches first.'),
  table: text.describe('The table’s exact name.'),
  where: text
    .optional()
    .describe(
      'A SQL condition over the table’s columns; other rows are as if they were not there: "archived_at is null". A row that is hidden in the target is never inserted again.',
    ),
})

const keyColumnSchema = z.union([
  text.describe('A column with the same name on both sides.'),
  z
    .strictObject({
      source: text.describe('The column’s name in the source.'),
      target: text.describe('The column’s name in the target.'),
    })
    .describe('A column with a name of its own on each side.'),
])

const directionSchema = z.enum(['toTarget', 'both'])

const fieldSchema = z.union([
  text.describe('A column with the same name on both sides.'),
  z
    .strictObject({
      source: text.optional().describe('The column of the source.'),
      expression: text
        .optional()
        .describe('A SQL expression of the source’s row, instead of "source".'),
      formula: formulaSchema.optional(),
      target: text
        .optional()
        .describe('The column of the target. Default: the name of the source.'),
      transform: z
        .union([transformSchema, z.array(transformSchema)])
        .optional()
        .describe('Steps from the source’s value to the target’s, in order.'),
      tolerance: toleranceSchema
        .optional()
        .describe('Values that differ by no more than this are the same and are not updated.'),
      conflict: conflictSchema
        .optional()
        .describe('Which side wins in this field. Default: the mapping’s "conflict".'),
      direction: directionSchema
        .optional()
        .describe('Which way this field goes. Default: the mapping’s "direction".'),
    })
    .describe('Where a column’s value comes from.'),
])

/** The schema of `*.mapping.jsonc`. */
export const mappingSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema of this file.'),
    source: endpointSchema.describe('The table that is read.'),
    target: endpointSchema.describe('The table that is changed.'),
    key: z
      .union([text, z.array(keyColumnSchema).min(1)])
      .optional()
      .describe(
        'The columns by which a row of the source finds its row in the target: their values are the same. It can be left out where there is "match".',
      ),
    match: matchSchema.optional(),
    fields: z
      .union([
        z.literal('*').describe('Every column that both sides have by the same name.'),
        z.array(fieldSchema).min(1),
      ])
      .describe(
        'The columns that are carried over. "*", alone or in the list, is every column that both sides have by the same name but the key, computed columns and those that the list has already.',
      ),
    except: z.array(text).min(1).optional().describe('Columns of the target that "*" leaves out.'),
    conflict: conflictSchema
      .optional()
      .describe('Which side wins where values differ. Default: sourceWins.'),
    direction: directionSchema
      .optional()
      .describe(
        'Which way values go. With "both", what the target has changed since both were last the same goes back to the source, and "conflict" decides where both have changed. Default: "toTarget".',
      ),
    missing: missingSchema.optional(),
    schedule: scheduleSchema.optional(),
    limit: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe(
        'Ends the comparison after so many differences, for a quick look at large tables. The plan says that it is incomplete.',
      ),
  })
  .describe('A Drydock mapping: which fields are carried from one table to another.')

export type MappingFile = z.infer<typeof mappingSchema>
export type KeyColumnFile = z.infer<typeof keyColumnSchema>
export type FieldFile = z.infer<typeof fieldSchema>
