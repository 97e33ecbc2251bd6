/** What became of the sources of a pipeline, each of which had a run of its own. */
import type { DatabaseOperationError, Hazard, Run } from '../../core/index'
import type { CommandContext } from '../context'
import { exitCodes } from '../exitCodes'
import { describeFailure } from '../failure'
import {
  hazardLines,
  inWordsWanted,
  pipelineSummary,
  type RunSummary,
} from '../report/pipelineReport'
import type { FormatOptions } from './options'

interface CarriedOut {
  readonly source: string
  readonly run: Run
  readonly counts: { readonly quarantined: number }
}

interface Outcome<T extends CarriedOut> {
  readonly sources: readonly T[]
  readonly failed: readonly { readonly source: string; readonly error: DatabaseOperationError }[]
  readonly hazards?: readonly Hazard[]
}

/** Writes it, and sets the exit code. */
export async function reportSources<T extends CarriedOut>(
  context: CommandContext,
  kind: 'ingest' | 'enrich',
  { sources, failed, hazards = [] }: Outcome<T>,
  summaryOf: (source: T) => RunSummary,
  { format }: Pick<FormatOptions, 'format'>,
): Promise<void> {
  const { stdout, stderr } = context
  if (sources.some(({ counts }) => counts.quarantined > 0)) context.exitCode = exitCodes.rowsLeft
  if (failed.length > 0) context.exitCode = exitCodes.failed
  if (format !== 'text')
    await stdout.line(
      JSON.stringify({
        kind,
        status: failed.length > 0 ? 'failed' : 'completed',
        sources: sources.map(({ source, run, counts }) => ({
          ...{ source, runId: run.id, status: run.status, summary: counts },
        })),
        failed: failed.map(({ source, error }) => ({ source, error: error.message })),
        hazards,
      }),
    )
  else {
    for (const line of hazardLines(hazards)) await stderr.line(line)
    for (const source of sources)
      for (const line of pipelineSummary(summaryOf(source), { words: inWordsWanted() }))
        await stdout.line(line)
  }
  await tellFailed(context, failed)
}

/** Why sources could not be read, each with its name. */
export async function tellFailed(
  { stderr, folder }: CommandContext,
  failed: Outcome<CarriedOut>['failed'],
): Promise<void> {
  for (const { source, error } of failed)
    for (const line of describeFailure(error, folder))
      await stderr.line(line.startsWith('✗') ? line.replace('✗', `✗ ${source}:`) : line)
}
