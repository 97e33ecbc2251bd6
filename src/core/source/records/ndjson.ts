/** Records of a file with a JSON object a line, as NDJSON and JSON Lines are. */
import * as z from 'zod'
import { JsonLines } from './files/jsonLines'
import { findJsonStart } from './files/jsonText'
import { pagesOf, recordFile } from './files/recordBlocks'
import { findFile } from './files/sourceFile'
import type { RecordSource, SourceContext, SourceKind } from './source'

const ndjsonSchema = z.strictObject({
  type: z.literal('ndjson').describe('A text file with a JSON object a line.'),
  path: z.string().min(1).describe('The file, in UTF-8, relative to the folder of drydock.jsonc.'),
})

export type NdjsonFile = z.infer<typeof ndjsonSchema>

export const ndjson: SourceKind<'ndjson', NdjsonFile> = {
  type: 'ndjson',
  schema: ndjsonSchema,
  open,
}

/** Changes whenever the same bytes come to give other records. */
const RULES = 1

async function open(options: NdjsonFile, context: SourceContext): Promise<RecordSource> {
  const file = await findFile(context.path(options.path))
  const start = await findJsonStart(file)
  const head = { start: 0, end: start, line: 1 }
  const body = { start, end: file.size, line: 1 }
  const whole = recordFile(
    file,
    { head, body, dialect: `ndjson ${RULES}`, found: {} },
    { makeReader: (window) => new JsonLines(file.name, window), signal: context.signal },
  )
  return { description: file.path, pages: () => pagesOf(whole.blocks(body)), file: whole }
}
