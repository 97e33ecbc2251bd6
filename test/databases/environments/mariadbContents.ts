/** Rows of a MariaDB database as the plain driver reads them, independent of how Drydock proves them. */
import type { Engine, RawSession } from '../../helpers/engines'

const id = (name: string) => `\`${name.replaceAll('`', '``')}\``

/** The bytes of each value in hexadecimal digits, of all rows of all tables and sequences, sorted; and counters. */
export async function contentsOf(
  engine: Engine,
  url: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const session = await engine.connect(url)
  try {
    const tables = await session.query(
      `select table_name as name, table_type as type, auto_increment as counter
from information_schema.tables
where table_schema = database() and table_type <> 'VIEW' and table_name not like 'drydock%' order by binary table_name`,
    )
    const contents: Record<string, readonly string[]> = {}
    for (const { name, type, counter } of tables)
      contents[name ?? ''] = [
        `next ${counter}`,
        ...(await rowsOf(session, name ?? '', type === 'SYSTEM VERSIONED')),
      ]
    return contents
  } finally {
    await session.close()
  }
}

async function rowsOf(
  session: RawSession,
  table: string,
  isVersioned: boolean,
): Promise<readonly string[]> {
  const columns = await session.query(
    `select column_name as name, data_type as type from information_schema.columns
where table_schema = database() and binary table_name = ? order by ordinal_position`,
    [table],
  )
  const values = columns.map(({ name, type }) => {
    const column = id(name ?? '')
    if (type === 'float' || type === 'double') return `hex(concat(cast(${column} as double)))`
    // Labels may look like one another.
    if (['enum', 'set', 'bit'].includes(type ?? ''))
      return `concat(cast(${column} as unsigned), ' ', hex(${column}))`
    // Of a number, it would be that of its whole part.
    if (/int|decimal/.test(type ?? '')) return `hex(concat(${column}))`
    return `hex(${column})`
  })
  const period = isVersioned ? ['hex(row_start)', 'hex(row_end)'] : []
  const hasOwnPeriod = columns.some(({ name }) => name === 'begin_' && isVersioned)
  const all = [...values, ...(hasOwnPeriod ? [] : period)]
  const rows = await session.query(
    `select ${all.map((value, at) => `${value} as c${at}`).join(', ')} from ${id(table)}${isVersioned ? ' for system_time all' : ''}`,
  )
  return rows
    .map((row) =>
      Object.values(row)
        .map((value) => value ?? 'null')
        .join(' '),
    )
    .sort()
}
