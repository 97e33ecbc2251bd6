/** Completes the records of a pipeline from sources that are asked by id. */
import { userInfo } from 'node:os'
import { RunStoppedError } from '../apply/carryOutRun'
import { ENRICH } from '../medallion/definition/readEnrichment'
import type { Enrichment, Pipeline, Source } from '../medallion/definition/pipeline'
import { enrichSource, type EnrichedSource } from '../medallion/enrich/enrichSource'
import { ensureTables } from '../medallion/store/tables'
import { openLookup } from '../source/records/http/lookup'
import type { LookupFile } from '../source/records/http/lookupSchema'
import { DefinitionError, UsageError, type DatabaseOperationError } from '../util/errors'
import { suggest } from '../util/nearMiss'
import type { Workspace } from '../workspace/workspace'
import { readNamedPipeline, withPipelineTarget, type PipelineOptions } from './pipeline'
import { sourceContext } from './sourceContext'

export interface EnrichResult {
  readonly sources: readonly EnrichedSource[]
  /** Enrichments whose run stopped, with the reason. The others were carried out nevertheless. */
  readonly failed: readonly { readonly source: string; readonly error: DatabaseOperationError }[]
}

export type EnrichPipelineOptions = Pick<
  PipelineOptions,
  'confirm' | 'sources' | 'limit' | 'signal' | 'onProgress'
>

/**
 * Asks for what records lack, one enrichment after another, each in a run of its own. One that fails stops no other. Throws
 * `DefinitionError`, `UsageError`, `RefusedError` with nothing written, and `AbortedError`.
 */
export async function enrichPipeline(
  workspace: Workspace,
  path: string,
  options: EnrichPipelineOptions = {},
): Promise<EnrichResult> {
  const pipeline = await readNamedPipeline(workspace, path, options)
  const wanted = chosenEnrichments(pipeline, options.sources)
  const context = sourceContext(workspace, pipeline, options)
  return withPipelineTarget(workspace, pipeline, options, async (opened) => {
    const bronze = await ensureTables(opened.session, pipeline.target.layers)
    const own = { ...options, operator: userInfo().username }
    const sources: EnrichedSource[] = []
    const failed: EnrichResult['failed'][number][] = []
    for (const source of wanted) {
      const file = source.options as unknown as LookupFile
      const open = (given: object & { readonly warn: (message: string) => void }) =>
        openLookup(file, { ...context, ...given })
      try {
        sources.push(await enrichSource(pipeline, source, { ...opened, bronze }, open, own))
      } catch (error) {
        if (!(error instanceof RunStoppedError)) throw error
        failed.push({ source: source.name, error })
      }
    }
    return { sources, failed }
  })
}

type EnrichmentSource = Source & { readonly enrichment: Enrichment }

function chosenEnrichments(
  { sources, definition }: Pipeline,
  names: readonly string[] | undefined,
): readonly EnrichmentSource[] {
  const all = sources.flatMap((source) =>
    source.enrichment === undefined ? [] : [{ ...source, enrichment: source.enrichment }],
  )
  if (all.length === 0)
    throw new DefinitionError([
      definition.problemAt([], 'the pipeline has nothing to enrich', 'add "enrich"'),
    ])
  if (names === undefined || names.length === 0) return all
  return names.map((name) => {
    const found = all.find((one) => one.name === name || one.name === `${ENRICH}${name}`)
    if (found !== undefined) return found
    const known = all.map((one) => one.name.slice(ENRICH.length))
    throw new UsageError(`the pipeline has no enrichment "${name}"`, { mend: suggest(name, known) })
  })
}
