/** What a mapping file may hold. The published JSON Schema is generated from here. */
import { z } from 'zod'

const text = z.string().min(1)

const endpointSchema = z.strictObject({
  environment: text.describe('The name of an environment of drydock.jsonc.'),
  database: text.optional().describe('The database; by default the one of the environment’s URL.'),
  schema: text
    .optional()
    .describe('The schema; by default the one that the server searches first.'),
  table: text.describe('The table’s exact name.'),
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

const simpleTransforms = ['trim', 'upper', 'lower', 'nullIfEmpty', 'number', 'date'] as const

const transformObjectSchema = z
  .strictObject({
    number: z
      .strictObject({
        decimal: z.string().optional().describe('The character before the decimals. Default: "."'),
        group: z
          .string()
          .optional()
          .describe('The character between thousands; empty for none, which is the default.'),
      })
      .optional()
      .describe(
        'Reads a decimal number as it is written in some countries: { "decimal": ",", "group": "." }',
      ),
    date: text
      .optional()
      .describe(
        'Reads a date or time in this format and writes ISO 8601: YYYY MM DD HH mm ss and literal characters, such as "DD/MM/YYYY".',
      ),
    default: z.string().optional().describe('The value for null.'),
    lookup: z
      .record(z.string(), z.string().nullable())
      .optional()
      .describe('Replaces values: { "RED": "Red", "-": null }'),
    otherwise: z
      .enum(['keep', 'null', 'error'])
      .optional()
      .describe(
        'What becomes of a value that is not in "lookup": kept (default), made null, or reported as invalid.',
      ),
  })
  .describe('One step with its options.')

const transformSchema = z.union([
  z
    .enum(simpleTransforms)
    .describe('trim, upper, lower, nullIfEmpty, number (1234.5) or date (ISO 8601).'),
  transformObjectSchema,
])

const fieldSchema = z.union([
  text.describe('A column with the same name on both sides.'),
  z
    .strictObject({
      source: text.optional().describe('The column of the source.'),
      expression: text
        .optional()
        .describe('A SQL expression of the source’s row, instead of "source".'),
      target: text
        .optional()
        .describe('The column of the target. Default: the name of the source.'),
      transform: z
        .union([transformSchema, z.array(transformSchema)])
        .optional()
        .describe('Steps from the source’s value to the target’s, in order.'),
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
      .describe('The columns by which a row of the source finds its row in the target.'),
    fields: z.array(fieldSchema).min(1).describe('The columns that are carried over.'),
    conflict: z
      .enum(['sourceWins'])
      .optional()
      .describe('Which side wins where values differ. Only the source can.'),
  })
  .describe('A Drydock mapping: which fields are carried from one table to another.')

export type MappingFile = z.infer<typeof mappingSchema>
export type KeyColumnFile = z.infer<typeof keyColumnSchema>
export type FieldFile = z.infer<typeof fieldSchema>
export type TransformFile = z.infer<typeof transformSchema>
export type TransformObjectFile = z.infer<typeof transformObjectSchema>
