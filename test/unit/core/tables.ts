import type { Column, Table, ValueFamily } from '../../../src/core/database/table'

const castTypes: Partial<Record<ValueFamily, string>> = {
  integer: 'integer',
  decimal: 'numeric',
  text: 'text',
}

/** A nullable column of a family's usual type. */
export function column(name: string, family: ValueFamily, facts: Partial<Column> = {}): Column {
  const castType = castTypes[family] ?? family
  return {
    name,
    type: castType,
    castType,
    family,
    nullable: true,
    generated: false,
    deterministic: true,
    byteOrdered: true,
    ...facts,
  }
}

/** A table without keys in the schema `public`. */
export function table(name: string, columns: readonly Column[], facts: Partial<Table> = {}): Table {
  return {
    schema: 'public',
    name,
    kind: 'table',
    columns,
    primaryKey: [],
    uniqueKeys: [],
    triggers: [],
    rowSecurity: false,
    ...facts,
  }
}
