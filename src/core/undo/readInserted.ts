/** The values of inserted rows of which the journal has a digest: the table has them, as long as nobody has changed them. */
import { isRestorable } from '../apply/batch'
import { textOf, type Session } from '../database/session'
import { and, list, sql, tableRef } from '../database/sql'
import { displayTable, findColumn, type Column, type Table } from '../database/table'
import { rowDigest } from '../ledger/rowDigest'
import type { RowOutcome } from '../ledger/run'
import type { Row } from '../util/value'
import { columnOf } from './readAdded'

/** Tables as a run knew them, and as they are. */
export interface RunTables {
  readonly planned: readonly Table[]
  readonly present: readonly Table[]
}

interface Found {
  readonly row: Row
  readonly digest: string
}

/** So many rows are looked up at once. */
const AT_ONCE = 1000

/** As `completeInserted`, of any number of outcomes. */
export async function* withInserted(
  session: Session,
  tables: RunTables,
  outcomes: AsyncIterable<RowOutcome>,
): AsyncGenerator<RowOutcome> {
  let batch: RowOutcome[] = []
  for await (const outcome of outcomes) {
    batch.push(outcome)
    if (batch.length < AT_ONCE) continue
    yield* await completeInserted(session, tables, batch)
    batch = []
  }
  yield* await completeInserted(session, tables, batch)
}

/** The same outcomes with the inserted rows themselves, as far as these are still in their tables; see `RowOutcome.digest`. */
export async function completeInserted(
  session: Session,
  { planned, present }: RunTables,
  outcomes: readonly RowOutcome[],
): Promise<readonly RowOutcome[]> {
  const digested = outcomes.filter(({ digest }) => digest !== undefined)
  const found = new Map<RowOutcome, readonly Found[]>()
  for (const known of planned) {
    const name = displayTable(known)
    const table = present.find((one) => displayTable(one) === name)
    const ofTable = digested.filter((one) => one.table === name)
    if (table === undefined || ofTable.length === 0) continue
    const rows = await readRows(session, restorable(known, table), table, ofTable)
    ofTable.forEach((outcome, place) => found.set(outcome, rows.get(String(place)) ?? []))
  }
  return outcomes.map((outcome) => {
    const rows = found.get(outcome)
    return rows === undefined ? outcome : completed(outcome, rows)
  })
}

/** A key that is in several rows says nothing. */
function completed(outcome: RowOutcome, [found, ...more]: readonly Found[]): RowOutcome {
  const { digest, ...rest } = outcome
  const isSame = found?.digest === digest && more.length === 0
  return isSame ? { ...rest, after: found?.row ?? {} } : { ...outcome, actual: found?.row ?? null }
}

/** The columns whose values the journal knows. Those that are gone are left out: then no row is what it was. */
function restorable(known: Table, table: Table): readonly Column[] {
  return known.columns.filter(isRestorable).flatMap(({ name }) => findColumn(table, name) ?? [])
}

/** The rows of the outcomes' keys, by the outcomes' places. */
async function readRows(
  session: Session,
  columns: readonly Column[],
  table: Table,
  outcomes: readonly RowOutcome[],
): Promise<ReadonlyMap<string, readonly Found[]>> {
  const { expressions, boundTable } = session.dialect
  const keys = Object.keys(outcomes[0]?.key ?? {}).map((name) => columnOf(table, name))
  const keyName = (index: number) => `k${index}`
  const wanted = boundTable(['place', ...keys.map((_, index) => keyName(index))])
  const given = outcomes.map(({ key }, place) => [
    String(place),
    ...keys.map(({ name }) => key[name] ?? null),
  ])
  await session.execute(wanted.bind(given))
  const same = keys.map((key, index) =>
    expressions.sameKey(sql.id('t', key.name), sql`wanted.${sql.id(keyName(index))}`, key),
  )
  const values = columns.map(
    (column, index) =>
      sql`${expressions.output(sql.id('t', column.name), column)} as ${sql.id(`v${index}`)}`,
  )
  const { rows } = await session.execute(sql`
select wanted.place, ${list(values)} from ${tableRef(table)} t join ${wanted.table} wanted on ${and(same)}`)
  const found = new Map<string, Found[]>()
  for (const one of rows) {
    const place = textOf(one, 'place')
    const texts = columns.map((_, index) => one[`v${index}`] ?? null)
    const row = Object.fromEntries(columns.map(({ name }, index) => [name, texts[index] ?? null]))
    found.set(place, [...(found.get(place) ?? []), { row, digest: rowDigest(texts) }])
  }
  return found
}
