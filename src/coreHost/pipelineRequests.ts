/** What the core process does for requests about pipelines. */
import {
  ingestPipeline,
  ensurePipelineTables,
  outlinePipeline,
  pipelineRequirement,
  planPipelineTables,
  readQualityResults,
  transformPipeline,
} from '../core/index'
import type { IngestResult } from '../core/index'
import type { IngestReport } from './protocol'
import type { Handlers, Opener } from './requests'

type PipelineHandlers = Pick<
  Handlers,
  | 'outlinePipeline'
  | 'pipelineRequirement'
  | 'ingestPipeline'
  | 'transformPipeline'
  | 'planPipelineTables'
  | 'ensurePipelineTables'
  | 'readQualityResults'
>

export function pipelineHandlers(open: Opener): PipelineHandlers {
  return {
    outlinePipeline: async ({ path, text, ...place }) =>
      (await outlinePipeline(await open(place), path, text)) ?? null,
    pipelineRequirement: async ({ path, ...place }, options) =>
      pipelineRequirement(await open(place), path, options),
    ingestPipeline: async ({ path, sources, confirm, ...place }, options) =>
      reportOf(await ingestPipeline(await open(place), path, { ...options, sources, confirm })),
    transformPipeline: async ({ path, confirm, ...place }, options) =>
      transformPipeline(await open(place), path, { ...options, confirm }),
    planPipelineTables: async ({ path, ...place }, options) =>
      planPipelineTables(await open(place), path, options),
    ensurePipelineTables: async ({ path, confirm, ...place }, options) =>
      ensurePipelineTables(await open(place), path, { ...options, confirm }),
    readQualityResults: async ({ path, now, ...place }, options) =>
      readQualityResults(await open(place), path, { ...options, now }),
  }
}

function reportOf({ sources, failed }: IngestResult): IngestReport {
  return {
    sources,
    failed: failed.map(({ source, error }) => ({ source, message: error.message })),
  }
}
