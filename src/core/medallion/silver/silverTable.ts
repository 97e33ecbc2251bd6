/** The silver table: found, or made as the pipeline describes it. */
import { compile, sql } from '../../database/sql'
import type { Session } from '../../database/session'
import {
  displayTable,
  findColumn,
  movingColumns,
  type Table,
  type TableName,
} from '../../database/table'
import { DefinitionError, UsageError } from '../../util/errors'
import { suggest } from '../../util/nearMiss'
import type { Pipeline, Silver } from '../definition/pipeline'
import { medallionSql } from '../store/medallionSql'
import { runStatements } from '../store/runStatements'

export function silverName({ schema, table }: Silver): TableName {
  return { schema, name: table }
}

/** Undefined where it is not there. Throws `DefinitionError` where it lacks a column that the pipeline writes. */
export async function findSilver(
  session: Session,
  pipeline: Pipeline,
  silver: Silver,
): Promise<Table | undefined> {
  const table = await session.dialect.readTable(session, silverName(silver))
  if (table === undefined) return undefined
  const names = table.columns.map(({ name }) => name)
  const wanted = [
    { name: silver.key.column, path: ['silver', 'key'] },
    ...silver.fields.map(({ column }) => ({ name: column, path: ['silver', 'fields', column] })),
    ...(silver.provenance === undefined
      ? []
      : [{ name: silver.provenance, path: ['silver', 'table'] }]),
  ]
  const problems = wanted
    .filter(({ name }) => findColumn(table, name) === undefined)
    .map(({ name, path }) =>
      pipeline.definition.problemAt(
        path,
        `"${displayTable(table)}" has no column "${name}"`,
        name === silver.provenance
          ? `add it: alter table ${displayTable(table)} add ${name} ${medallionSql(session).jsonType}; or write "provenance": false`
          : suggest(name, names),
      ),
    )
  if (problems.length > 0) throw new DefinitionError(problems)
  requireInPlace(table, pipeline, silver)
  return table
}

/** A row cannot leave its server, and nobody would look for it there. */
function requireInPlace(table: Table, { definition }: Pipeline, silver: Silver): void {
  const written = [
    ...silver.fields.map(({ column }) => column),
    ...(silver.provenance === undefined ? [] : [silver.provenance]),
  ]
  const [moving] = movingColumns(table, [...written, 'data_quality_score', 'quality_flags'])
  if (moving === undefined) return
  throw new DefinitionError([
    definition.problemAt(
      ['silver', 'fields', moving],
      `"${displayTable(table)}" has rows on other servers by their "${moving}", which the pipeline changes, and a row cannot move from one server to another`,
      `partition the table by "${silver.key.column}"`,
    ),
  ])
}

/** The statements that make the table. Types are asked of the database before they become a part of one. */
export async function createSilverStatements(
  session: Session,
  pipeline: Pipeline,
  silver: Silver,
): Promise<readonly string[]> {
  const { createSilver } = medallionSql(session)
  const columns = [
    { name: silver.key.column, type: silver.key.type, path: ['silver', 'key', 'type'] },
    ...silver.fields.map(({ column, type }) => ({
      ...{ name: column, type },
      path: ['silver', 'fields', column, 'type'],
    })),
  ]
  for (const { type, path } of columns)
    if (!isType(type))
      throw new DefinitionError([
        pipeline.definition.problemAt(path, `"${type}" is no type`, 'write one such as "text"'),
      ])
  const { language } = session.dialect
  const quoted = (name: string) => compile(sql`${sql.id(name)}`, language).sql
  return createSilver({
    schema: quoted(silver.schema),
    table: compile(sql`${sql.id(silver.schema, silver.table)}`, language).sql,
    columns: columns.map(({ name, type }) => ({ name: quoted(name), type })),
    provenance: silver.provenance === undefined ? undefined : quoted(silver.provenance),
  })
}

/** Words, and lengths in brackets: nothing that could be more than a type. */
function isType(type: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_ ]*(\(\d+(, ?\d+)?\))?[A-Za-z ]*(\[\])?$/.test(type)
}

/** Makes the table where it is not there. */
export async function ensureSilver(
  session: Session,
  pipeline: Pipeline,
  silver: Silver,
): Promise<Table> {
  const found = await findSilver(session, pipeline, silver)
  if (found !== undefined) return found
  await runStatements(session, await createSilverStatements(session, pipeline, silver))
  const made = await findSilver(session, pipeline, silver)
  if (made === undefined)
    throw new UsageError(`"${displayTable(silverName(silver))}" cannot be seen`)
  return made
}
