/** What is asked before a pipeline runs and said after it. */
import type { PipelineRequirement, RecordCounts, Run } from '../../core/index'
import type { SourcesReport } from '../../coreHost/protocol'
import { countOf } from '../../views/format'
import { describeRecords, explainRecords } from '../../views/runs/describeRun'
import type { DefinitionFile } from '../definitions/askForDefinition'
import type { Asked } from '../plan/confirmApply'

export interface PipelineWork {
  readonly kind: Run['kind']
  /** `Ingesting crm`. */
  readonly title: string
  /** `Ingest crm into`: the environment follows. */
  readonly question: string
  /** The name of the yes. */
  readonly answer: string
  /** What a reader should know before they say yes. */
  readonly note: string
}

export function askedFor(
  { question, answer, note }: PipelineWork,
  { path }: DefinitionFile,
  { environment, address, creates }: PipelineRequirement,
): Asked {
  const made = creates.length === 0 ? [] : [`Makes ${creates.join(' and ')} first.`]
  return {
    question: `${question} ${environment}?`,
    detail: [`${path}, at ${address}.`, ...made, note].join('\n'),
    answer,
  }
}

/** `crm: 2 new, 0 changed, 1 error`, for several sources their sum. */
export function describeSources({ sources, failed }: SourcesReport): string {
  const [only, ...others] = sources
  const parts = failed.map(({ source, message }) => `${source} failed: ${message}`)
  if (only === undefined) return parts.join('; ')
  const name = others.length === 0 ? only.source : countOf(sources.length, 'source')
  const records = sources.map((source) => source.records).reduce(sum)
  return [`${name}: ${describeRecords(records)}`, ...parts].join('; ')
}

function sum(a: RecordCounts, b: RecordCounts): RecordCounts {
  return {
    processed: a.processed + b.processed,
    created: a.created + b.created,
    updated: a.updated + b.updated,
    skipped: a.skipped + b.skipped,
    deleted: a.deleted + b.deleted,
    errors: a.errors + b.errors,
  }
}

/** `silver.people: 3 processed: 3 new, 0 changed; 2 quality issues; average score 0.883`. */
export function describeTransform(table: string, records: RecordCounts): string {
  if (records.processed === 0 && records.flagged === undefined)
    return `${table}: there is nothing new in bronze`
  return `${table}: ${explainRecords(records)}`
}
