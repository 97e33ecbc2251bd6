/** What a base has: its tables and their fields, as Airtable describes them. */
import { UsageError } from '../../util/errors'
import { suggest } from '../../util/nearMiss'

export interface BaseSchema {
  readonly base: string
  readonly tables: readonly ApiTable[]
}

export interface ApiTable {
  readonly id: string
  readonly name: string
  /** The field whose cells name the records. */
  readonly primaryFieldId?: string
  readonly fields: readonly ApiField[]
}

export interface ApiField {
  readonly id: string
  readonly name: string
  /** Airtable adds types: one that nobody knows is kept as it is. */
  readonly type: string
  /** The exact JSON text of what the type has to say. */
  readonly options?: string
}

/** By its name or its id. Throws `UsageError` with the name that was probably meant. */
export function findTable({ base, tables }: BaseSchema, nameOrId: string): ApiTable {
  const found =
    tables.find(({ name }) => name === nameOrId) ?? tables.find(({ id }) => id === nameOrId)
  if (found !== undefined) return found
  const names = tables.map(({ name }) => name)
  const mend = suggest(nameOrId, names)
  throw new UsageError(`base "${base}" has no table ${JSON.stringify(nameOrId)}`, { mend })
}

/** As `findTable` for a field of a table. */
export function findField(table: ApiTable, nameOrId: string): ApiField {
  const { fields } = table
  const found =
    fields.find(({ name }) => name === nameOrId) ?? fields.find(({ id }) => id === nameOrId)
  if (found !== undefined) return found
  const names = fields.map(({ name }) => name)
  const message = `table ${JSON.stringify(table.name)} has no field ${JSON.stringify(nameOrId)}`
  throw new UsageError(message, { mend: suggest(nameOrId, names) })
}
