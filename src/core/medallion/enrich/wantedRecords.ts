/** Which records an enrichment asks for: those that lack something, and of which it was not asked as they are now. */
import { textOf, textOrNull, type Session } from '../../database/session'
import { integerLiteral, list, sql, type Sql } from '../../database/sql'
import { readIngestions, readStreams, type Ingestion } from '../../ledger/ingestions'
import { ledgerSql } from '../../ledger/ledgerSql'
import type { Enrichment, Pipeline, Source } from '../definition/pipeline'
import { silverLanguage } from '../silver/language'
import { latestVersions } from '../silver/records'
import { medallionSql } from '../store/medallionSql'

export interface Wanted {
  readonly id: string
  /** Of what the source had the last time, as hexadecimal digits; undefined where it had nothing. */
  readonly hash: string | undefined
  /** There was no answer before. */
  readonly hasFailed: boolean
}

export interface WantedQuery {
  readonly session: Session
  readonly pipeline: Pipeline
  readonly source: Source
  readonly enrichment: Enrichment
  /** That of the enrichment, and its earlier ingestions. */
  readonly stream: string
  readonly earlier: readonly Ingestion[]
  readonly bases: readonly Base[]
  readonly limit: number | undefined
}

/** Records of one page. */
const PAGE = 1000

/** Finds them all, with one statement; gives their number. */
export async function collectWanted(query: WantedQuery): Promise<number> {
  const { session, limit } = query
  const { wanted, createWanted } = medallionSql(session)
  const stale = await staleSeqs(query)
  const selects = query.bases.map((base) => lackingOf(query, base, stale))
  await session.execute(createWanted)
  return session.transaction('write', async () => {
    for (const setting of silverLanguage(session).prepare) await session.execute(setting)
    const { rowCount } = await session.execute(sql`
insert into ${wanted} (place, external_id, hash, late)
select row_number() over (order by w.late, w.external_id), w.external_id, w.hash, w.late
from (${sql.join(selects, sql` union `)}) w
${limit === undefined ? sql`` : sql`order by 1 limit ${integerLiteral(limit)}`}`)
    return rowCount
  })
}

/** What was found, page by page. */
export async function* wantedPages(session: Session): AsyncGenerator<readonly Wanted[]> {
  const { wanted } = medallionSql(session)
  const { text } = ledgerSql(session)
  for (let after = 0; ; after += PAGE) {
    const { rows } = await session.execute(sql`
select external_id, hash, ${text(sql`late`)} as late from ${wanted}
where place > ${integerLiteral(after)} and place <= ${integerLiteral(after + PAGE)} order by place`)
    if (rows.length === 0) return
    yield rows.map((row) => ({
      id: textOf(row, 'external_id'),
      hash: textOrNull(row, 'hash') ?? undefined,
      hasFailed: textOf(row, 'late') === '1',
    }))
  }
}

/** Ingestions that are so old that what had nothing then is asked for again. */
async function staleSeqs({ session, stream, enrichment }: WantedQuery): Promise<readonly string[]> {
  const { ingestions, runs, text, integer, now } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select ${text(sql`i.seq`)} as seq from ${ingestions} i join ${runs} r on r.run_id = i.run_id
where i.stream = ${integer(stream)}
  and r.started_at <= ${medallionSql(session).earlier(now, enrichment.retryMissingSeconds)}`)
  return rows.map((row) => textOf(row, 'seq'))
}

/** Of one source. */
function lackingOf(query: WantedQuery, base: Base, stale: readonly string[]): Sql {
  const { session, pipeline, source, enrichment, stream, earlier } = query
  const { contentHashes, quarantine, integer } = ledgerSql(session)
  const undone = earlier.filter((one) => one.undone).map(({ seq }) => seq)
  const language = silverLanguage(session)
  const gone = base.ingestions.filter((one) => one.undone).map(({ seq }) => seq)
  const number = pipeline.sources.findIndex((one) => one.name === base.name)
  const counted =
    base.stream === undefined ? {} : { gone: language.gone(contentHashes, base.stream, gone) }
  const versions = latestVersions(pipeline, number, language, counted, (version) =>
    ['external_id', 'raw_data'].map((name) => sql.id(version, name)),
  )
  const newest = (of: string, without: readonly string[]) => sql`
select h.external_id, max(h.seq) as seq from ${contentHashes} h
where h.stream = ${integer(of)}${
    without.length === 0 ? sql`` : sql` and h.seq not in (${list(without.map(integer))})`
  }`
  const isLacking = enrichment.lacking.map((member) => {
    const value = language.member(sql.id('l', 'raw_data'), member.split('.'))
    return sql`coalesce(${language.clean(value, 'trim')}, '') = ''`
  })
  const besides = besideThose(earlier).map(
    ({ seq, open }) =>
      sql` or (known.seq = ${integer(seq)} and base.seq in (${list(open.map(integer))}))`,
  )
  return sql`
select l.external_id, ${medallionSql(session).hexOf(sql`known.hash`)} as hash,
  case when failed.external_id is null then 0 else 1 end as late
from (${versions}) l
left join (${newest(base.stream ?? '0', gone)} and h.hash is not null group by h.external_id) base
  on base.external_id = l.external_id
left join (
  select c.external_id, c.seq, c.hash from ${contentHashes} c
  join (${newest(stream, undone)} group by h.external_id) latest
    on latest.external_id = c.external_id and latest.seq = c.seq
  where c.stream = ${integer(stream)}
) known on known.external_id = l.external_id
left join (
  select distinct q.external_id from ${quarantine} q
  where q.stage = 'enrich' and q.source = ${source.name} and q.external_id is not null
) failed on failed.external_id = l.external_id
where (${sql.join(isLacking, sql` or `)}) and (
  known.seq is null or base.seq > known.seq${
    stale.length === 0
      ? sql``
      : sql` or (known.hash is null and known.seq in (${list(stale.map(integer))}))`
  }${sql.join(besides, sql``)})`
}

/** What an enrichment leaves to the next one. */
export interface EnrichState {
  /** Ingestions that were at work when it began: what they have added may have come after it was asked for. */
  readonly open: readonly string[]
}

/** A source whose records are completed. */
export interface Base {
  readonly name: string
  /** Undefined where nothing was ingested from it. */
  readonly stream: string | undefined
  readonly ingestions: readonly Ingestion[]
}

export async function readBases(
  session: Session,
  { entity }: Pipeline,
  { of }: Enrichment,
): Promise<readonly Base[]> {
  const streams = await readStreams(session, entity)
  const ingestions = await readIngestions(session, ...of.flatMap((name) => streams.get(name) ?? []))
  return of.map((name) => {
    const stream = streams.get(name)
    return { name, stream, ingestions: ingestions.filter((one) => one.stream === stream) }
  })
}

/** That of an enrichment whose number is greater than those of all ingestions that had begun when its bases were read. */
export function stateOf(bases: readonly Base[]): EnrichState {
  const open = bases.flatMap(({ ingestions }) =>
    ingestions.filter((one) => !one.closed && !one.undone).map(({ seq }) => seq),
  )
  return { open }
}

/** Enrichments that had ingestions beside them. */
function besideThose(
  earlier: readonly Ingestion[],
): readonly (EnrichState & Pick<Ingestion, 'seq'>)[] {
  return earlier.flatMap(({ seq, state }) => {
    const { open = [] } = state as Partial<EnrichState>
    return open.length === 0 ? [] : [{ seq, open }]
  })
}
