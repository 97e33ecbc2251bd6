/** Records of a CSV file: each row is an object of texts, by the names of its columns. */
import * as z from 'zod'
import { ENCODINGS } from './files/encodings'
import { openCsv } from './files/openCsv'
import type { SourceKind } from './source'

const text = z.string().min(1)

const csvSchema = z.strictObject({
  type: z
    .literal('csv')
    .describe(
      'A text file with a row a line and a delimiter between fields. Empty lines are no rows.',
    ),
  path: text.describe('The file, relative to the folder of drydock.jsonc.'),
  delimiter: z
    .string()
    .regex(/^[^\r\n\0]$/u, 'must be one character')
    .optional()
    .describe(
      'The character between fields: "," ";" "\\t" "|" or another one. Default: which of these four gives the first rows equal numbers of fields.',
    ),
  quote: z
    .string()
    .regex(/^[!-~]$/, 'must be one character of ASCII')
    .nullable()
    .optional()
    .describe(
      'The character around fields that hold delimiters or line ends; within them it is written twice. Default: the double quote. null where quotes are characters like others.',
    ),
  header: z
    .boolean()
    .optional()
    .describe(
      'Whether the first row is the names of the columns. Default: unless there is "columns".',
    ),
  columns: z
    .array(text)
    .min(1)
    .optional()
    .describe(
      'The names of the columns, in their order. With "header": true they replace those of the file.',
    ),
  ragged: z
    .boolean()
    .optional()
    .describe(
      'Whether a row may have fewer fields than there are columns; its record does not have the others. Default: such a row is reported.',
    ),
  rest: z
    .boolean()
    .optional()
    .describe(
      'Whether the last column takes the rest of its line, with delimiters and quotes. Default: false.',
    ),
  comment: text
    .optional()
    .describe('Lines that begin with this text are no rows: "#". Default: there are none.'),
  trim: z
    .boolean()
    .optional()
    .describe(
      'Whether blanks and tabs around fields are left out, but not within quotes. Default: false.',
    ),
  encoding: z
    .enum(ENCODINGS)
    .optional()
    .describe(
      'How characters are written. Default: what the byte order mark says, else UTF-16 or UTF-8 where the bytes are that, else windows-1252. As on web pages, iso-8859-1 is read as windows-1252.',
    ),
  empty: z
    .enum(['empty', 'null', 'absent'])
    .optional()
    .describe('What an empty field is in a record: an empty text (default), null, or not there.'),
})

export type CsvFile = z.infer<typeof csvSchema>

export const csv: SourceKind<'csv', CsvFile> = { type: 'csv', schema: csvSchema, open: openCsv }
