/** The rows that are the same on both ends of a mapping, as the common state records them. */
import type { CommonRow } from '../../ledger/commonState'
import type { OrderedRows } from '../../source/orderedRows'
import { carry, isSame } from '../carryField'
import type { ResolvedMapping } from '../resolveMapping'

/**
 * Reads both ends in the order of the key and yields each row that is on both once and the same in every field that
 * goes both ways.
 */
export async function* commonRows(
  { keys, fields }: ResolvedMapping,
  source: OrderedRows,
  target: OrderedRows,
): AsyncGenerator<CommonRow> {
  const twoWay = fields.filter(({ back }) => back !== undefined)
  if (!source.step()) await source.fill()
  if (!target.step()) await target.fill()
  while (!source.ended && !target.ended) {
    const order = source.compareKey(target)
    const isNull = source.hasNullKey() || target.hasNullKey()
    const row = order === 0 && !isNull ? rowOf() : undefined
    const sourceRows = order <= 0 ? await pass(source) : 0
    const targetRows = order >= 0 ? await pass(target) : 0
    if (row !== undefined && sourceRows === 1 && targetRows === 1) yield row
  }

  function rowOf(): CommonRow | undefined {
    const [given, present] = [source.values(), target.values()]
    const values = twoWay.map((field) => {
      const old = present[keys.length + field.at] ?? null
      const carried = carry(field, given, keys.length)
      const same = !('invalid' in carried) && isSame(field, carried.value, old)
      return same ? ([field.target.name, old] as const) : undefined
    })
    const known = values.filter((value) => value !== undefined)
    if (known.length === 0) return undefined
    return { key: present.slice(0, keys.length), fields: Object.fromEntries(known) }
  }
}

/** Goes past all rows of the key. Returns how many there were. */
async function pass(rows: OrderedRows): Promise<number> {
  let count = 0
  do {
    count++
    if (!rows.step()) await rows.fill()
  } while (!rows.ended && rows.repeatsKey())
  return count
}
