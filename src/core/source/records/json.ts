/** Records of a JSON document: the objects of an array, or the members of an object. */
import * as z from 'zod'
import { openJson } from './files/openJson'
import type { SourceKind } from './source'

const text = z.string().min(1)

const jsonSchema = z.strictObject({
  type: z.literal('json').describe('A JSON document with an array or object of objects.'),
  path: text.describe('The file, in UTF-8, relative to the folder of drydock.jsonc.'),
  records: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe(
      'The array or object that holds the records: "data.items", or ["data.v1", "items"] where names have points. Default: the document itself.',
    ),
  keyField: text
    .optional()
    .describe(
      'For an object of objects: the name that the key of each one gets in its record. Records must not have it already.',
    ),
})

export type JsonFile = z.infer<typeof jsonSchema>

export const json: SourceKind<'json', JsonFile> = {
  type: 'json',
  schema: jsonSchema,
  open: openJson,
}
