/** What an editor shows in a pipeline's file, and where. */
import { qualityRules, type QualityRuleFacts } from '../medallion/definition/qualityRules'
import { parsePipeline } from '../medallion/definition/readPipeline'
import { displayTable } from '../database/table'
import { DefinitionError } from '../util/errors'
import type { Place } from '../workspace/definitionSource'
import type { Workspace } from '../workspace/workspace'
import { silverName } from '../medallion/silver/silverTable'
import { readPipeline } from './definitions'

export interface PipelineOutline {
  readonly entity: string
  readonly sources: readonly { readonly name: string; readonly place: Place }[]
  /** Where its enrichments are. */
  readonly enrich?: Place
  readonly silver?: {
    /** As `schema.name`. */
    readonly table: string
    readonly place: Place
    readonly rules: readonly QualityRuleFacts[]
  }
}

/** Of the file, or of a text that is not saved yet; undefined where it has problems. Opens no connection. */
export async function outlinePipeline(
  workspace: Workspace,
  path: string,
  text?: string,
): Promise<PipelineOutline | undefined> {
  try {
    const pipeline =
      text === undefined ? await readPipeline(workspace, path) : parsePipeline(text, path)
    const { entity, sources, silver, definition } = pipeline
    const placeOf = (...part: string[]) => definition.placeOf(part) ?? START
    const enrich = definition.placeOf(['enrich'])
    return {
      entity,
      ...(enrich !== undefined && { enrich }),
      sources: sources.map(({ name }) => ({ name, place: placeOf('sources', name) })),
      ...(silver !== undefined && {
        silver: {
          table: displayTable(silverName(silver)),
          place: placeOf('silver'),
          rules: qualityRules(pipeline, silver),
        },
      }),
    }
  } catch (error) {
    if (error instanceof DefinitionError) return undefined
    throw error
  }
}

const START: Place = { line: 1, column: 1, length: 1 }
