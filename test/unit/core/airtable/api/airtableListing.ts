/** Pages of a simulated table. */
import {
  refuse,
  type AskedCall,
  type SimulatedAnswer,
  type SimulatedTable,
} from './airtableService'

/** How many records each listing has given, by its offset. They are places in the table as it is now, which may have changed. */
export type Iterators = Map<string, number>

export function listRecords(
  table: SimulatedTable,
  call: AskedCall,
  iterators: Iterators,
): SimulatedAnswer {
  const { pageSize = 100, fields, offset } = call.method === 'POST' ? posted(call) : queried(call)
  if (!(pageSize >= 1 && pageSize <= 100)) return refuse(422, 'INVALID_REQUEST_UNKNOWN')
  const unknown = fields?.find((field) => table.fields.every(({ name }) => name !== field))
  if (unknown !== undefined)
    return refuse(422, 'UNKNOWN_FIELD_NAME', `Unknown field name: "${unknown}"`)
  const start = offset === undefined ? 0 : iterators.get(offset)
  if (start === undefined) return refuse(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE')
  const end = start + pageSize
  const records = table.records.slice(start, end).map((record) => {
    const { id, createdTime = '2025-10-19T11:40:00.000Z' } = record
    const cells = Object.entries(record.fields)
      .filter(([name]) => fields === undefined || fields.includes(name))
      .map(([name, json]) => `${JSON.stringify(name)}: ${json}`)
    return `{ "id": "${id}", "createdTime": "${createdTime}", "fields": {${cells.join(', ')}} }`
  })
  const next = end < table.records.length ? `itr${iterators.size}/rec${end}` : undefined
  if (next !== undefined) iterators.set(next, end)
  const more = next === undefined ? '' : `,"offset":"${next}"`
  return { status: 200, body: `{"records":[${records.join(',')}]${more}}` }
}

interface Options {
  readonly pageSize?: number
  readonly fields?: readonly string[]
  readonly offset?: string
}

function queried({ url: { searchParams } }: AskedCall): Options {
  const [size, offset] = [searchParams.get('pageSize'), searchParams.get('offset')]
  const fields = searchParams.getAll('fields[]')
  return {
    ...(size !== null && { pageSize: Number(size) }),
    ...(offset !== null && { offset }),
    ...(fields.length > 0 && { fields }),
  }
}

function posted({ url, body }: AskedCall): Options {
  if (!url.pathname.endsWith('/listRecords')) return { pageSize: 0 }
  return JSON.parse(body) as Options
}
