/**
 * The last common state of a mapping of both directions: what both ends had in each row when they were last the
 * same. With it a three-way merge knows which side has changed a value since.
 */
import { textOf, type Session } from '../database/session'
import { list, sql } from '../database/sql'
import type { Row, Value } from '../util/value'
import { sha256 } from '../util/hash'
import { readLedgerVersion } from './ledgerSchema'
import { ledgerSql } from './ledgerSql'

export interface CommonRow {
  /** The key's values, in the order of the mapping, in their canonical texts. */
  readonly key: readonly Value[]
  /** By the target's columns, as texts of the target. */
  readonly fields: Row
}

/** The layout of the ledger since which it holds common states. */
const WITH_COMMON_STATE = 2

export function keyHash(key: readonly Value[]): string {
  return sha256(JSON.stringify(key))
}

/**
 * Of the given keys, what both ends last had in common, by the key's hash. Empty where that is not known: before the
 * first run, and after a run that did not get as far as to record what it did.
 */
export async function readCommonRows(
  session: Session,
  mapping: string,
  keys: readonly (readonly Value[])[],
): Promise<ReadonlyMap<string, Row>> {
  if (keys.length === 0 || !(await isSettled(session, mapping))) return new Map()
  return readRows(session, mapping, keys.map(keyHash))
}

async function isSettled(session: Session, mapping: string): Promise<boolean> {
  if ((await readLedgerVersion(session)) < WITH_COMMON_STATE) return false
  const { commonStates } = ledgerSql(session)
  const { rows } = await session.execute(
    sql`select mapping from ${commonStates} where mapping = ${mapping} and settled`,
  )
  return rows.length === 1
}

async function readRows(
  session: Session,
  mapping: string,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  const { commonRows } = ledgerSql(session)
  const { rows } = await session.execute(sql`
select key_hash, fields from ${commonRows}
where mapping = ${mapping} and key_hash in (${list(hashes.map((hash) => sql`${hash}`))})`)
  return new Map(
    rows.map((row) => [textOf(row, 'key_hash'), JSON.parse(textOf(row, 'fields')) as Row]),
  )
}

/** Where the state is not settled, a run was undone or left off: what was recorded before is forgotten. */
export async function forgetDoubtful(session: Session, mapping: string): Promise<void> {
  if (await isSettled(session, mapping)) return
  const { commonRows } = ledgerSql(session)
  await session.execute(sql`delete from ${commonRows} where mapping = ${mapping}`)
}

/** Says that the state is about to change: until `settle`, nothing is known to be common. */
export async function unsettle(session: Session, mapping: string): Promise<void> {
  await setSettled(session, mapping, false)
}

export async function settle(session: Session, mapping: string): Promise<void> {
  await setSettled(session, mapping, true)
}

async function setSettled(session: Session, mapping: string, settled: boolean): Promise<void> {
  const { commonStates } = ledgerSql(session)
  const value = settled ? sql`true` : sql`false`
  await session.transaction('write', async () => {
    await session.execute(sql`delete from ${commonStates} where mapping = ${mapping}`)
    await session.execute(
      sql`insert into ${commonStates} (mapping, settled) values (${mapping}, ${value})`,
    )
  })
}

/**
 * Records what rows have in common on both ends. Of fields that they do not have in common now, what they last had stays
 * known: it tells who has changed them since. Returns how many rows were not recorded like that before.
 */
export async function recordCommonRows(
  session: Session,
  mapping: string,
  rows: readonly CommonRow[],
): Promise<number> {
  const known = await readRows(
    session,
    mapping,
    rows.map(({ key }) => keyHash(key)),
  )
  const changed = rows.flatMap(({ key, fields }) => {
    const before = known.get(keyHash(key))
    const now = { ...before, ...fields }
    return JSON.stringify(before) === JSON.stringify(now) ? [] : [{ key, fields: now }]
  })
  if (changed.length === 0) return 0
  const { commonRows, commonRowsOf } = ledgerSql(session)
  const hashes = changed.map(({ key }) => sql`${keyHash(key)}`)
  const json = JSON.stringify(
    changed.map(({ key, fields }) => [keyHash(key), JSON.stringify(key), JSON.stringify(fields)]),
  )
  await session.transaction('write', async () => {
    await session.execute(
      sql`delete from ${commonRows} where mapping = ${mapping} and key_hash in (${list(hashes)})`,
    )
    await session.execute(sql`
insert into ${commonRows} (mapping, key_hash, row_key, fields)
select ${mapping}, given_rows.key_hash, given_rows.row_key, given_rows.fields from (${commonRowsOf(json)}) given_rows`)
  })
  return changed.length
}
