/**
 * The one place where SQL text comes from: kysely's template tag, which binds every value and quotes every
 * identifier. Nothing else in the core puts a name or a value into a statement.
 */
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type CompiledQuery,
  type RawBuilder,
} from 'kysely'
import type { TableName } from './tableName'

export { sql }
export type { CompiledQuery, RawBuilder }
export type Sql = RawBuilder<unknown>

/** Compiles only: statements run in our sessions, which carry values as text. */
const postgres = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** The statement with `$n` placeholders and its parameters. */
export function compile(statement: Sql): CompiledQuery {
  return statement.compile(postgres)
}

/** `"schema"."name"`. */
export function tableRef({ schema, name }: TableName): Sql {
  return sql`${sql.id(schema, name)}`
}

/** Joins with commas. */
export function list(parts: readonly Sql[]): Sql {
  return sql.join(parts)
}

export function and(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}
