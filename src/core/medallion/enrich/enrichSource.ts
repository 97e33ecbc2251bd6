/** Asks one source for what records lack, and puts what it says into bronze: a run of its own. */
import { completeIngestion, keepIngestionState } from '../../ledger/ingestions'
import type { Run } from '../../ledger/run'
import type { Lookup } from '../../source/records/http/lookup'
import type { SourceContext } from '../../source/records/source'
import { DatabaseOperationError } from '../../util/errors'
import type { Enrichment, Pipeline, Source } from '../definition/pipeline'
import { adoptAll } from '../ingest/adoptHalves'
import { bronzeRun } from '../ingest/bronzeRun'
import { noCounts } from '../ingest/ingestCounts'
import { IngestLog } from '../ingest/ingestLog'
import type { IngestTarget } from '../ingest/ingestJob'
import { RecordHasher } from '../record/recordHash'
import { recordsOfEnrich } from '../report/recordCounts'
import { medallionRun, type OpenRun, type RunOptions } from '../run/medallionRun'
import { medallionSql } from '../store/medallionSql'
import { answers, type Answer } from './answers'
import { AnswerWriter } from './answerWriter'
import { noEnrichCounts, type EnrichCounts } from './enrichCounts'
import { collectWanted, readBases, stateOf, wantedPages } from './wantedRecords'

export interface EnrichOptions extends RunOptions {
  /** Asks for no more records than these. */
  readonly limit?: number | undefined
}

export interface EnrichedSource {
  readonly run: Run
  /** `enrich:` and its name. */
  readonly source: string
  readonly counts: Readonly<EnrichCounts>
  readonly milliseconds: number
}

/** Opens the source with what it may ask for. */
export type OpenLookup = (context: Pick<SourceContext, 'signal' | 'warn'>) => Promise<Lookup>

/** Answers that are written and committed together: each may have cost a call that counts. */
const TOGETHER = 100

/** So many failures one after another are the source's, and not those of records. */
const MOST_FAILURES = 20

/** Records that had no answer before are asked for last. */
const FAILING_AGAIN = `${MOST_FAILURES} records in a row that had no answer before have none now; the others of these are not asked for`

/** Throws what `medallionRun` throws. */
export async function enrichSource(
  pipeline: Pipeline,
  source: Source & { readonly enrichment: Enrichment },
  target: IngestTarget,
  open: OpenLookup,
  options: EnrichOptions,
): Promise<EnrichedSource> {
  const started = performance.now()
  const counts = noEnrichCounts()
  const hasher = new RecordHasher(source.significance)
  const run = await medallionRun(
    pipeline,
    {
      ...bronzeRun('enrich', pipeline, source, target),
      fingerprint: hasher.fingerprint,
      prepare: (stream) => adoptAll({ ...target, pipeline, source, hasher, stream }),
    },
    target,
    options,
    (opened) => carryOut({ pipeline, source, target, open, options, counts, hasher }, opened),
    () => recordsOfEnrich(counts),
  )
  return { run, source: source.name, counts, milliseconds: performance.now() - started }
}

interface Job {
  readonly pipeline: Pipeline
  readonly source: Source & { readonly enrichment: Enrichment }
  readonly target: IngestTarget
  readonly open: OpenLookup
  readonly options: EnrichOptions
  readonly counts: EnrichCounts
  readonly hasher: RecordHasher
}

async function carryOut(job: Job, run: OpenRun): Promise<void> {
  const { pipeline, source, target, open, options } = job
  const { session } = target
  const { enrichment } = source
  const log = new IngestLog(run.runId, source.name, options.onProgress)
  // What is still asked for when the run ends is not waited for.
  const ending = new AbortController()
  const signal = AbortSignal.any([ending.signal, ...(options.signal ? [options.signal] : [])])
  try {
    const lookup = await open({ signal, warn: (message) => log.warnSeldom(message) })
    const { stream, earlier } = run
    const bases = await readBases(session, pipeline, enrichment)
    const state = { ...stateOf(bases) }
    await keepIngestionState(session, run.seq, state)
    const count = await collectWanted({
      ...{ session, pipeline, source, enrichment, stream, earlier, bases, limit: options.limit },
    })
    log.say('info', 'start', `asking ${lookup.description} for ${count} records`)
    await askForAll(job, run, lookup, log)
    await completeIngestion(session, run.seq, state)
  } finally {
    ending.abort()
    await log.flush(session).catch(() => undefined)
    await session.execute(medallionSql(session).dropWanted).catch(() => undefined)
  }
}

async function askForAll(job: Job, run: OpenRun, lookup: Lookup, log: IngestLog): Promise<void> {
  const { pipeline, source, target, options, counts, hasher } = job
  const { session, bronze } = target
  const { runId, ingestionRunId, stream, seq } = run
  const writer = new AnswerWriter(
    {
      ...{ session, bronze, entity: pipeline.entity, source: source.name, hasher, log },
      ...{ runId, ingestionRunId, stream, seq, signal: options.signal },
      locator: (id) => lookup.locator(id),
    },
    counts,
  )
  const failures = { first: 0, again: 0 }
  for await (const page of wantedPages(session)) {
    let together: Answer[] = []
    const write = async () => {
      await writer.write(together)
      together = []
      const { created, changed, unchanged, missing, quarantined } = counts
      log.progress({ ...noCounts(), created, changed, quarantined, unchanged: unchanged + missing })
      await log.flush(session)
    }
    for await (const answer of answers(page, lookup, source.enrichment.concurrency)) {
      together.push(answer)
      const which = answer.wanted.hasFailed ? 'again' : 'first'
      failures[which] = answer.fault === undefined ? 0 : failures[which] + 1
      const isEnough = failures[which] >= MOST_FAILURES
      if (together.length >= TOGETHER || isEnough) await write()
      if (isEnough && which === 'first') throw failing(answer)
      if (isEnough) return log.warn(FAILING_AGAIN)
    }
    await write()
  }
}

function failing({ fault }: Answer): DatabaseOperationError {
  return new DatabaseOperationError(
    'source-failing',
    `${MOST_FAILURES} questions in a row had no answer, the last one because ${fault?.message ?? ''}`,
    { mend: fault?.mend ?? 'try again later' },
  )
}
