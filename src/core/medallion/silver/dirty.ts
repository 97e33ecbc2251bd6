/** Which entities a transform has to look at: those of records that have changed since the last one, or all. */
import type { Session } from '../../database/session'
import { textOf } from '../../database/session'
import { integerLiteral, list, sql, tableRef, type Sql } from '../../database/sql'
import type { Table } from '../../database/table'
import { readIngestions, readStreams, type Ingestion } from '../../ledger/ingestions'
import { ledgerSql } from '../../ledger/ledgerSql'
import { canonicalJson, sha256 } from '../../util/hash'
import type { Pipeline, Silver } from '../definition/pipeline'
import { foreignRuns } from '../store/foreignRuns'
import { bronzeTable } from '../store/tables'
import { keyColumn } from './changesQuery'
import { silverLanguage } from './language'
import { madeKeys, type Merge } from './mergeQuery'
import { isOneOf, keyIsUnique, keyOf, latestVersions } from './records'

/** Which ingestions a transform has seen. All of its streams with a number up to `upTo`, but those that are named. */
export interface SeenIngestions {
  readonly upTo: string
  /** Were still at work, or had died: they may have added records since. */
  readonly open: readonly string[]
  /** Had records besides those that they knew of; see `adoptHalves`. */
  readonly adopted?: readonly string[]
  /** Had been undone. */
  readonly undone: readonly string[]
  /** Transforms of the same table that had been undone. */
  readonly transformsUndone?: readonly string[]
  /** What the runs of users' own scripts were; see `foreignRuns`. */
  readonly foreign?: string | null
}

export interface Scope {
  /** Why all entities are looked at; undefined where only some are. */
  readonly full: string | undefined
  /** What the next transform may rely on. */
  readonly seen: SeenIngestions
  /** Ingestions whose records have to be looked at. */
  readonly dirty: readonly Ingestion[]
  readonly streams: readonly (string | undefined)[]
  readonly undone: readonly string[]
  /** Records of some source are gone. */
  readonly hasGone: boolean
}

/** What the rows depend on in the definition: another one makes all of them again. */
export function silverFingerprint({ entity, sources }: Pipeline, silver: Silver): string {
  const { quality, ...rest } = silver
  const { gates: _gates, ...scored } = quality
  return sha256(canonicalJson({ entity, sources: sources.map(({ name }) => name), rest, scored }))
}

/** The stream of a silver table's transforms. */
export function silverStream({ schema, table }: Silver): string {
  return `silver_transformation ${schema}.${table}`
}

export interface ScopeOptions {
  /** Looks at all entities. */
  readonly full?: boolean | undefined
}

export async function readScope(
  session: Session,
  pipeline: Pipeline,
  silver: Silver,
  { full = false }: ScopeOptions,
): Promise<Scope> {
  const ofNames = await readStreams(session, pipeline.entity)
  const streams = pipeline.sources.map(({ name }) => ofNames.get(name))
  const own = ofNames.get(silverStream(silver))
  const all = await readIngestions(session, ...present([...streams, own]))
  const ingestions = all.filter(({ stream }) => stream !== own)
  const transforms = all.filter(({ stream }) => stream === own)
  const undone = ingestions.filter((one) => one.undone).map(({ seq }) => seq)
  const others = await foreignRuns(session, pipeline, pipeline.sources, ingestions)
  // Another one where a run has come, and where one has ended.
  const foreign = others.length === 0 ? null : sha256(JSON.stringify(others))
  const known = {
    ...{ streams, undone },
    seen: { ...seenNow(ingestions, transforms), foreign },
    hasGone: await anyGone(session, streams),
  }
  const last = reliable(transforms)
  const why = full ? 'it was asked for' : whyAll(last, silverFingerprint(pipeline, silver), foreign)
  if (last === undefined || why !== undefined) return { ...known, full: why, dirty: [] }
  const before = last.state['seen'] as SeenIngestions
  const dirty = ingestions.filter((one) => isDirty(one, before))
  // What an undone ingestion had added is gone, and with it the keys that its records had.
  if (!keyIsUnique(silver) && dirty.some((one) => one.undone))
    return { ...known, full: 'an ingestion was undone', dirty: [] }
  return { ...known, full: undefined, dirty }
}

function whyAll(
  last: Ingestion | undefined,
  fingerprint: string,
  foreign: string | null,
): string | undefined {
  if (last === undefined) return 'there was no transform before'
  if (last.fingerprint !== fingerprint) return 'the rules have changed'
  const seen = last.state['seen'] as SeenIngestions | undefined
  if (seen === undefined) return 'the last transform did not say what it has seen'
  return (seen.foreign ?? null) === foreign ? undefined : 'other scripts have ingested since'
}

function present(streams: readonly (string | undefined)[]): readonly string[] {
  return streams.filter((stream) => stream !== undefined)
}

/**
 * The latest transform whose result is still there: of those before it none was undone since, for it has relied on what that
 * one had written.
 */
function reliable(transforms: readonly Ingestion[]): Ingestion | undefined {
  return transforms.find(({ completed, undone, state }, index) => {
    const known = (state['seen'] as Partial<SeenIngestions> | undefined)?.transformsUndone ?? []
    const before = transforms.slice(index + 1).filter((one) => one.undone)
    return completed && !undone && before.every((one) => known.includes(one.seq))
  })
}

function seenNow(
  ingestions: readonly Ingestion[],
  transforms: readonly Ingestion[],
): SeenIngestions {
  const seqs = ingestions.map(({ seq }) => BigInt(seq))
  const upTo = seqs.reduce((most, seq) => (seq > most ? seq : most), 0n)
  return {
    upTo: String(upTo),
    open: ingestions.filter((one) => !one.closed && !one.undone).map(({ seq }) => seq),
    adopted: ingestions.filter(hasAdopted).map(({ seq }) => seq),
    undone: ingestions.filter((one) => one.undone).map(({ seq }) => seq),
    transformsUndone: transforms.filter((one) => one.undone).map(({ seq }) => seq),
  }
}

function hasAdopted({ state, undone }: Ingestion): boolean {
  return state['adopted'] === true && !undone
}

function isDirty(
  ingestion: Ingestion,
  { upTo, open, adopted = [], undone: before }: SeenIngestions,
): boolean {
  const { seq, undone } = ingestion
  const hasMore = hasAdopted(ingestion) && !adopted.includes(seq)
  const isNew = BigInt(seq) > BigInt(upTo) || open.includes(seq) || hasMore
  return undone ? !before.includes(seq) && !isNew : isNew
}

async function anyGone(
  session: Session,
  streams: readonly (string | undefined)[],
): Promise<boolean> {
  const { contentHashes, text } = ledgerSql(session)
  const known = present(streams).map((stream) => integerLiteral(Number(stream)))
  if (known.length === 0) return false
  const { rows } = await session.execute(sql`
select ${text(sql`count(*)`)} as gone from (
  select 1 from ${contentHashes} where stream in (${list(known)}) and hash is null limit 1
) some_gone`)
  return textOf(rows[0] ?? {}, 'gone') !== '0'
}

/** The merge of what is in scope. */
export function mergeOf(
  session: Session,
  pipeline: Pipeline,
  silver: Silver,
  table: Table,
  scope: Scope,
): Merge {
  const language = silverLanguage(session)
  const common = { pipeline, silver, table, language }
  const gone = (source: number) => goneOf(session, scope, source)
  if (scope.full !== undefined)
    return {
      ...common,
      before: [],
      latest: (source, columns) =>
        latestVersions(pipeline, source, language, gone(source), columns),
      keys: silver.provenance === undefined ? [] : [madeKeys(common)],
    }
  const wanted = sql`select dd_key from dd_dirty`
  const byId = keyIsUnique(silver)
  return {
    ...common,
    before: [sql`dd_dirty as (${dirtyKeys(session, common, scope)})`],
    latest: (source, columns) => {
      const isElsewhere = table.elsewhere !== undefined
      const some = { ...gone(source), ...(byId && { only: wanted }), isElsewhere }
      return latestVersions(pipeline, source, language, some, columns)
    },
    ...(!byId && { wanted }),
    ...rowsWanted(silver, table, wanted),
    keys: [wanted],
  }
}

/** Of rows on other servers, only those in question are fetched, where their keys are texts. */
function rowsWanted(silver: Silver, table: Table, wanted: Sql): Pick<Merge, 'rows'> {
  const key = keyColumn(silver, table)
  if (table.elsewhere === undefined || key.castType !== 'text') return {}
  const isWanted = isOneOf(sql.id('t', key.name), wanted, true)
  return { rows: sql`(select t.* from ${tableRef(table)} t where ${isWanted})` }
}

/** Records whose latest version says that they are gone. */
function goneOf(
  session: Session,
  { streams, undone, hasGone }: Scope,
  source: number,
): { readonly gone?: Sql } {
  const stream = streams[source]
  if (!hasGone || stream === undefined) return {}
  return { gone: silverLanguage(session).gone(ledgerSql(session).contentHashes, stream, undone) }
}

/** Keys of all versions of the records in question: one that has got another key has left an entity, too. */
function dirtyKeys(
  session: Session,
  common: Pick<Merge, 'pipeline' | 'silver' | 'language'>,
  { dirty, streams }: Scope,
): Sql {
  const { contentHashes } = ledgerSql(session)
  const { pipeline, silver, language } = common
  const selects = streams.flatMap((stream, source) => {
    const seqs = dirty.filter((one) => one.stream === stream).map(({ seq }) => seq)
    if (stream === undefined || seqs.length === 0) return []
    const ids = sql`select external_id from ${contentHashes} where stream = ${integerLiteral(Number(stream))} and seq in (${sql.join(seqs.map((seq) => sql.raw(String(BigInt(seq)))))})`
    if (keyIsUnique(silver))
      return [sql`select external_id as dd_key from (${ids}) d${integerLiteral(source)}`]
    const name = pipeline.sources[source]?.name ?? ''
    return [
      sql`select ${keyOf(common, source, 'b')} as dd_key from ${tableRef(bronzeTable(pipeline.target.layers))} b
where b.entity_type = ${language.text(pipeline.entity)} and b.source_system = ${language.text(name)}
  and b.external_id in (${ids})`,
    ]
  })
  if (selects.length === 0) return sql`select ${language.text('')} as dd_key where 1 = 0`
  return sql`select dd_key from (${sql.join(selects, sql` union `)}) all_dirty where dd_key is not null`
}
