/** What the core process does for requests about pipelines. */
import {
  enrichPipeline,
  ensurePipelineTables,
  ingestPipeline,
  outlinePipeline,
  pipelineRequirement,
  planIngest,
  planPipelineTables,
  readQualityResults,
  recordsOfEnrich,
  transformPipeline,
} from '../core/index'
import type { IngestResult } from '../core/index'
import type { FailedSource } from './protocol'
import type { Handlers, Opener } from './requests'

type PipelineHandlers = RunHandlers & ReadingHandlers

export function pipelineHandlers(open: Opener): PipelineHandlers {
  return { ...runHandlers(open), ...readingHandlers(open) }
}

type RunHandlers = Pick<
  Handlers,
  'ingestPipeline' | 'enrichPipeline' | 'transformPipeline' | 'ensurePipelineTables'
>

function runHandlers(open: Opener): RunHandlers {
  return {
    ingestPipeline: async ({ path, sources: names, confirm, ...place }, options) => {
      const work = { ...options, sources: names, confirm }
      const { sources, failed } = await ingestPipeline(await open(place), path, work)
      return { sources, failed: failed.map(toFailed) }
    },
    enrichPipeline: async ({ path, confirm, ...place }, options) => {
      const work = { ...options, confirm }
      const { sources, failed } = await enrichPipeline(await open(place), path, work)
      return {
        sources: sources.map((one) => ({ ...one, records: recordsOfEnrich(one.counts) })),
        failed: failed.map(toFailed),
      }
    },
    transformPipeline: async ({ path, confirm, ...place }, options) =>
      transformPipeline(await open(place), path, { ...options, confirm }),
    ensurePipelineTables: async ({ path, confirm, ...place }, options) =>
      ensurePipelineTables(await open(place), path, { ...options, confirm }),
  }
}

function toFailed({ source, error }: IngestResult['failed'][number]): FailedSource {
  return { source, message: error.message }
}

type ReadingHandlers = Pick<
  Handlers,
  | 'outlinePipeline'
  | 'pipelineRequirement'
  | 'planIngest'
  | 'planPipelineTables'
  | 'readQualityResults'
>

function readingHandlers(open: Opener): ReadingHandlers {
  return {
    outlinePipeline: async ({ path, text, ...place }) =>
      (await outlinePipeline(await open(place), path, text)) ?? null,
    pipelineRequirement: async ({ path, ...place }, options) =>
      pipelineRequirement(await open(place), path, options),
    planIngest: async ({ path, sources, ...place }, options) => {
      const planned = await planIngest(await open(place), path, { ...options, sources })
      return { plans: planned.plans, failed: planned.failed.map(toFailed) }
    },
    planPipelineTables: async ({ path, ...place }, options) =>
      (await planPipelineTables(await open(place), path, options)).statements,
    readQualityResults: async ({ path, now, ...place }, options) =>
      readQualityResults(await open(place), path, { ...options, now }),
  }
}
