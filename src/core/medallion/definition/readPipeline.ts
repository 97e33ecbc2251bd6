/** `*.pipeline.jsonc` as a `Pipeline`. */
import type { z } from 'zod'
import { deepFreeze } from '../../util/freeze'
import { readDefinition } from '../../workspace/readDefinition'
import { examinePipeline } from './examinePipeline'
import type { Layers, Pipeline, RecordId, Source } from './pipeline'
import { pipelineSchema, type PipelineFile, type SourceFile } from './pipelineSchema'
import { readEnrichment } from './readEnrichment'
import { readSilver } from './readSilver'
import { secondsOf } from './sourceParts'

const BATCH_SIZE = 1000

const LAYERS: Layers = { bronze: 'bronze', meta: 'meta' }

/**
 * Reads a pipeline file's text. Throws `DefinitionError` with every problem that the text alone shows. `path` is relative to
 * the workspace folder.
 */
export function parsePipeline(text: string, path: string): Pipeline {
  const { value, source } = readDefinition<PipelineFile>(text, path, {
    schema: pipelineSchema as unknown as z.ZodType<PipelineFile>,
    examine: examinePipeline,
  })
  const { target, entity, silver, quality } = value
  const sources = [
    ...Object.entries(value.sources).map(([name, file]) => readSource(name, file)),
    ...Object.entries(value.enrich ?? {}).map(([name, file]) => readEnrichment(name, file)),
  ]
  return deepFreeze({
    kind: 'pipeline',
    definition: source,
    target: { ...target, layers: { ...LAYERS, ...target.layers } } as Pipeline['target'],
    entity,
    sources,
    batchSize: value.batchSize ?? BATCH_SIZE,
    ...(silver !== undefined && {
      silver: readSilver(silver, quality, sources),
    }),
  })
}

function readSource(name: string, file: SourceFile): Source {
  const { id, significant = [], volatile = [], sets = [], since, vanished } = file
  return {
    name,
    type: file.type,
    options: file,
    id: readId(id),
    significance: { only: significant, except: volatile, sets },
    ...(since !== undefined && {
      since: {
        field: since.field ?? since.attribute ?? '',
        lagSeconds: secondsOf(since.lag ?? '0s'),
      },
    }),
    // A source that is asked for changes is seldom read whole.
    vanished: vanished ?? (since === undefined ? 'tombstone' : 'keep'),
  }
}

function readId(id: SourceFile['id']): RecordId {
  if (typeof id === 'string') return { from: [id], clean: [] }
  if (Array.isArray(id)) return { from: id, clean: [] }
  const { from, clean } = id
  return {
    from: typeof from === 'string' ? [from] : from,
    clean: Array.isArray(clean) ? clean : [clean],
  }
}
