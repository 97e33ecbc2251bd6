/** What a mapping file may say of transforms. */
import { z } from 'zod'

const text = z.string().min(1)

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

export const transformSchema = z.union([
  z
    .enum(simpleTransforms)
    .describe('trim, upper, lower, nullIfEmpty, number (1234.5) or date (ISO 8601).'),
  transformObjectSchema,
])

export type TransformFile = z.infer<typeof transformSchema>
