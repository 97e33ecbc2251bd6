/**
 * The one place where SQL text comes from: kysely's template tag, which binds every value and quotes every
 * identifier. Nothing else in the core puts a name or a value into a statement.
 */
import {
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
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

/** How identifiers are quoted and parameters are marked. */
export type SqlLanguage = 'postgres' | 'mysql'

/** Compile only: statements run in our sessions, which carry values as text. */
const COMPILERS: Readonly<Record<SqlLanguage, Kysely<never>>> = {
  postgres: new Kysely<never>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  mysql: new Kysely<never>({
    dialect: {
      createAdapter: () => new MysqlAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new MysqlIntrospector(db),
      createQueryCompiler: () => new MysqlQueryCompiler(),
    },
  }),
}

/** The statement's text with placeholders, and its parameters. Sessions call it; nothing else needs to. */
export function compile(statement: Sql, language: SqlLanguage): CompiledQuery {
  return statement.compile(COMPILERS[language])
}

/** `"schema"."name"`, or with backticks where the engine wants them. */
export function tableRef({ schema, name }: TableName): Sql {
  return sql`${sql.id(schema, name)}`
}

/** A whole number as it stands in a statement, for places where no parameter may. */
export function integerLiteral(value: number): Sql {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is no whole number`)
  return sql.raw(String(value))
}

/** Joins with commas. */
export function list(parts: readonly Sql[]): Sql {
  return sql.join(parts)
}

export function and(parts: readonly Sql[]): Sql {
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}
