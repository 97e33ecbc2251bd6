/** What an Airtable sync file may hold. The published JSON Schema is generated from here. */
import * as z from 'zod'
import { scheduleSchema } from '../../schedule/scheduleSchema'
import { cleanListSchema } from '../../source/cleaning/cleanSchema'
import { CONFLICTS, MODES } from './airtableSync'
import { cellShapes } from './cellSchema'

const text = z.string().min(1)

/** Words, and lengths in brackets: nothing that could be more than a type. */
const TYPE = /^[A-Za-z][A-Za-z0-9_ ]*(\(\d+(, ?\d+)?\))?[A-Za-z ]*(\[\])?$/

const common = {
  column: text.describe('The column of the database.'),
  clean: cleanListSchema
    .optional()
    .describe('Steps on the cell before it is read, such as "trim". Default: none.'),
  values: z
    .record(z.string(), z.string())
    .optional()
    .describe('What stands for a cell, by cell: { "Lg": "Large" }.'),
  in: z
    .array(text)
    .min(1)
    .optional()
    .describe('The only values that there may be: ["Small", "Large"]. Others go to review.'),
  as: z
    .string()
    .regex(TYPE, 'must be a type such as varchar(100)')
    .optional()
    .describe(
      'The column’s type, where the table is still to be made: "varchar(100)". Default: what the cells need.',
    ),
  required: z
    .boolean()
    .optional()
    .describe('A record without a value here goes to review. Default: false.'),
}

const columnSchemas = cellShapes.map((shape) =>
  z.strictObject({ ...common, ...(shape as { readonly type: z.ZodType }) }),
)

const linkSchema = z
  .strictObject({
    ...common,
    type: z.literal('link').describe('The names of linked records.'),
    table: text.describe('The Airtable table that they are of, by its name in this file.'),
  })
  .describe('A link: the column gets the id of the row that the record it names has become.')

const reverseSchema = z
  .strictObject({
    reverse: z
      .strictObject({
        table: text.describe('The table whose records it lists, by its name in this file.'),
        column: text.describe('The column of that table that links here.'),
      })
      .describe(
        'The other side of a link. Nothing is stored of it: it shows whether both exports are complete.',
      ),
  })
  .describe('The other side of a link.')

const columnSchema = z.union([
  text.describe('The column of the database, which gets the cells’ texts.'),
  z.discriminatedUnion('type', [...columnSchemas, linkSchema] as unknown as [
    typeof linkSchema,
    ...(typeof linkSchema)[],
  ]),
  reverseSchema,
])

const identitySchema = z.union([
  text.describe('The column that no two records have the same value in, such as their name.'),
  z.array(text).min(1).describe('Columns that tell records apart together.'),
  z
    .strictObject({ recordId: text.describe('A column with the formula RECORD_ID().') })
    .describe('Airtable’s own ids: the only ones that a renamed record keeps.'),
])

const tableSchema = z
  .strictObject({
    file: text
      .optional()
      .describe(
        'Which file of the folder, with * and ?: "Prints-Grid view.csv". Default: the latest export of a table of this name.',
      ),
    table: text.describe('The table of the database.'),
    identity: identitySchema.describe('What tells records apart from one sync to the next.'),
    columns: z
      .record(text, columnSchema)
      .describe('By the columns of the export, what becomes of them.'),
    ignore: z
      .array(z.string())
      .optional()
      .describe('Columns of the export that are known and left out.'),
    vanished: z
      .enum(['inactive', 'keep'])
      .optional()
      .describe(
        'What becomes of rows that the export no longer has, in mode "full". Default: inactive.',
      ),
    renames: z
      .record(z.string(), z.string().nullable())
      .optional()
      .describe(
        'New names of records by their old ones, where names are what tells them apart. null: the old one is gone, and what looks like it is another one.',
      ),
  })
  .describe('A table of the base.')

export const airtableSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema of this file.'),
    target: z
      .strictObject({
        environment: text.describe('The name of an environment of drydock.jsonc.'),
        database: text
          .optional()
          .describe('The database; by default the one of the environment’s URL.'),
        schema: text.optional().describe('The schema of the tables. Default: public.'),
      })
      .describe('Where the tables are.'),
    exports: text.describe('The folder of the exports, relative to the folder of drydock.jsonc.'),
    mode: z
      .enum(MODES)
      .optional()
      .describe(
        'incremental: adds records and updates what has changed in Airtable since the last sync (default). full: also marks rows as inactive that the export no longer has. merge: also adds records again whose rows were deleted in the database.',
      ),
    conflict: z
      .enum(CONFLICTS)
      .optional()
      .describe(
        'What becomes of a value that was changed both in Airtable and in the database since the last sync. keep: the database keeps its own, and it is reported (default). ask: somebody decides. airtable: it gets Airtable’s.',
      ),
    tables: z
      .record(text, tableSchema)
      .describe('By the names that Airtable has for them, the tables of the base.'),
    schedule: scheduleSchema.optional(),
  })
  .describe('A Drydock sync of an Airtable base: exported tables become rows of a database.')

export type AirtableFile = Omit<z.infer<typeof airtableSchema>, 'tables'> & {
  readonly tables: Readonly<Record<string, TableFile>>
}

export type TableFile = Omit<z.infer<typeof tableSchema>, 'columns'> & {
  readonly columns: Readonly<Record<string, ColumnFile>>
}

/** Of a column, what is the same for all types; its type knows the rest. */
const commonSchema = z.strictObject(common)

export type ColumnFile =
  | string
  | (z.infer<typeof commonSchema> & { readonly type: string; readonly table?: string })
  | z.infer<typeof reverseSchema>
