// Writes the JSON Schemas of the workspace's files to schemas/, from the zod schemas that read them.
// VS Code completes and checks those files by them.
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { format } from 'prettier'
import { z } from 'zod'
import { airtableSchema } from '../src/core/airtable/definition/airtableSchema'
import { mappingSchema } from '../src/core/mapping/mappingSchema'
import { pipelineSchema } from '../src/core/medallion/definition/pipelineSchema'
import { workspaceSchema } from '../src/core/workspace/workspaceSchema'

/** The text of each published schema by its file name. */
export async function jsonSchemas(): Promise<Readonly<Record<string, string>>> {
  return {
    'drydock.schema.json': await schemaText(workspaceSchema),
    'airtable.schema.json': await schemaText(airtableSchema),
    'mapping.schema.json': await schemaText(mappingSchema),
    'pipeline.schema.json': await schemaText(pipelineSchema),
  }
}

async function schemaText(schema: z.ZodType): Promise<string> {
  const json = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' })
  // VS Code's own extension of JSON Schema: the files are JSON with comments.
  const withCommas = { ...json, allowComments: true, allowTrailingCommas: true }
  return format(JSON.stringify(withCommas), { parser: 'json', printWidth: 100 })
}

async function main(): Promise<void> {
  const folder = resolve(process.argv[1] ?? '', '..', '..', 'schemas')
  for (const [name, text] of Object.entries(await jsonSchemas()))
    writeFileSync(join(folder, name), text)
}

if (process.argv[1]?.endsWith('generate-schemas.ts')) void main()
