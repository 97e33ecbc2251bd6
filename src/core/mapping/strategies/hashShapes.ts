/** What is hashed of both sides' rows, in the servers' SQL. */
import { randomInt } from 'node:crypto'
import type { RowHashes } from '../../database/dialect'
import type { Sql } from '../../database/sql'
import type { Column } from '../../database/table'
import type { ResolvedMapping } from '../resolveMapping'
import { columnRef, columnValue } from '../selectRows'

/** The same hashes in the SQL of both servers. */
export type SideHashes = Readonly<Record<Side, RowHashes>>

/** How the rows of one plan are hashed. Each plan has seeds of its own, so that no two rows are the same for ever. */
export interface Hashing {
  readonly hashes: SideHashes
  readonly keySeed: number
  readonly rowSeed: number
}

/** Seeds are whole numbers that every language and server reads. */
const SEEDS = 2 ** 31

export function newHashing(hashes: SideHashes): Hashing {
  return { hashes, keySeed: randomInt(SEEDS), rowSeed: randomInt(SEEDS) }
}

/** The chooser lets nobody hash where the servers cannot. */
export function requireHashing({ hashing }: { readonly hashing: Hashing | undefined }): Hashing {
  if (hashing === undefined) throw new Error('the servers have no hashes of rows in common')
  return hashing
}

/** A hash of the fields of a row, in which the key is not. */
export function fieldsHash(
  { hashes, rowSeed }: Hashing,
  side: Side,
  resolved: ResolvedMapping,
): Sql {
  return hashes[side].hash(fieldParts(hashes, side, resolved), rowSeed)
}

/** A hash of the whole row, with its key. */
export function rowHash({ hashes, rowSeed }: Hashing, side: Side, resolved: ResolvedMapping): Sql {
  const parts = [...keyParts(hashes, side, resolved), ...fieldParts(hashes, side, resolved)]
  return hashes[side].hash(parts, rowSeed)
}

export function keyHash({ hashes, keySeed }: Hashing, side: Side, resolved: ResolvedMapping): Sql {
  return hashes[side].hash(keyParts(hashes, side, resolved), keySeed)
}

export type Side = 'source' | 'target'

function keyParts(hashes: SideHashes, side: Side, { keys }: ResolvedMapping): readonly Sql[] {
  return keys.map((key) => {
    const column = key[side]
    return hashes[side].hashableKey(columnRef(column), column, key.order)
  })
}

function fieldParts(hashes: SideHashes, side: Side, resolved: ResolvedMapping): readonly Sql[] {
  const values =
    side === 'source'
      ? resolved.fields.flatMap(({ source }) => ('column' in source ? [columnValue(source)] : []))
      : resolved.fields.map(({ target }) => columnValue({ column: target }))
  return values.map(({ value, type }) => hashes[side].hashable(value, type))
}

/** The columns of the fields. Those that are no plain column are not eligible. */
export function hashedColumns(side: Side, { fields }: ResolvedMapping): readonly Column[] {
  return fields.flatMap(({ source, target }) => {
    if (side === 'target') return [target]
    return 'column' in source ? [source.column] : []
  })
}
