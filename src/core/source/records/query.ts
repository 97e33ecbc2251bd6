/** Rows of a SQL query on any environment. */
import * as z from 'zod'
import { decodeCopyField } from '../../database/copyText'
import { isDatabaseError } from '../../database/errors'
import type { Session } from '../../database/session'
import { list, sql, type Sql } from '../../database/sql'
import type { Column } from '../../database/table'
import { UsageError } from '../../util/errors'
import { produced } from '../../util/produced'
import type { Value } from '../../util/value'
import { LineReader } from '../lineReader'
import type { RecordSource, SourceContext, SourceItem, SourceKind, SourcePage } from './source'

const text = z.string().min(1)

const querySchema = z
  .strictObject({
    type: z.literal('query').describe('Rows of a SQL query.'),
    environment: text.describe('The name of an environment of drydock.jsonc. It is only read.'),
    database: text
      .optional()
      .describe('The database; by default the one of the environment’s URL.'),
    sql: text.describe('One query. Its columns are the members of the records, as texts.'),
    since: z
      .strictObject({ field: text.describe('The column that says when a row changed last.') })
      .optional()
      .describe('How the rows are known that changed at a moment or later.'),
  })
  .describe('Rows of a SQL query on any environment.')

type QueryOptions = z.infer<typeof querySchema>

/** Rows of one page. */
const PAGE_ROWS = 1000

export const query: SourceKind<'query', QueryOptions> = {
  type: 'query',
  schema: querySchema,
  open: (options, context) => Promise.resolve(openQuery(options, context)),
}

function openQuery(options: QueryOptions, context: SourceContext): RecordSource {
  const { environment, database } = options
  const place = { environment, ...(database !== undefined && { database }) }
  return {
    description: `a query on ${environment}`,
    givesUndated: true,
    pages: () =>
      produced<SourcePage>((put) =>
        context.withReadSession(place, (session) => putRows(session, options, context, put)),
      ),
  }
}

/** A column of the query. */
type Result = Pick<Column, 'name' | 'castType' | 'family'>

async function putRows(
  session: Session,
  options: QueryOptions,
  context: SourceContext,
  put: (page: SourcePage) => Promise<void>,
): Promise<void> {
  const columns = await describeQuery(session, options.sql)
  const since = await sinceCondition(session, columns, options, context)
  const named = columns.map(({ name, ...type }) =>
    session.dialect.expressions.copied(sql`q.${sql.id(name)}`, type),
  )
  const rows = sql`select ${list(named)} from (\n${sql.raw(options.sql)}\n) q ${since}`
  const reader = new LineReader(session.copyOut(rows))
  let items: SourceItem[] = []
  while (reader.step() || (await reader.fill())) {
    const line = reader.buffer.toString('utf8', reader.start, reader.end)
    const values = line.split('\t').map(decodeCopyField)
    items.push({ json: jsonOf(columns, values), locator: `row ${reader.count}` })
    if (items.length < PAGE_ROWS) continue
    await put({ items })
    items = []
  }
  if (items.length > 0) await put({ items })
}

/** Proves that it is one query, and says what its columns are. */
async function describeQuery(session: Session, text: string): Promise<readonly Result[]> {
  const described = await session.describe(sql`${sql.raw(text)}`).catch((error: unknown) => {
    if (!isDatabaseError(error)) throw error
    throw new UsageError(`the query is refused: ${error.message}`, {
      cause: error,
      mend: 'write one query whose columns have names of their own',
    })
  })
  const types = await session.dialect.readTypes(
    session,
    described.map(({ typeId }) => typeId),
  )
  return described.map(({ name, typeId }) => ({
    name,
    ...(types.get(typeId) ?? { castType: 'text', family: 'other' as const }),
  }))
}

async function sinceCondition(
  session: Session,
  columns: readonly Result[],
  { since }: QueryOptions,
  context: SourceContext,
): Promise<Sql> {
  const { since: moment } = context
  if (since === undefined || moment === undefined) return sql``
  const column = columns.find(({ name }) => name === since.field)
  if (column === undefined)
    throw new UsageError(`the query has no column "${since.field}"`, {
      mend: `name one of its columns: ${columns.map(({ name }) => name).join(', ')}`,
    })
  if (column.family === 'text') {
    context.warn(
      `"${since.field}" is a text, whose order is not that of moments or numbers; all is read`,
    )
    return sql``
  }
  const bound = session.dialect.boundTable(['moment'])
  await session.execute(bound.bind([[moment]]))
  const given = session.dialect.expressions.input(sql`b.moment`, column)
  const own = sql`q.${sql.id(column.name)}`
  // Whether a row without a moment has changed shows only by itself.
  return sql`where ${own} >= (select ${given} from ${bound.table} b) or ${own} is null`
}

/** A column of JSON is a part of the record, every other one a text. */
function jsonOf(columns: readonly Result[], values: readonly Value[]): string {
  const members = columns.map(({ name, family }, index) => {
    const value = values[index] ?? null
    const text = value === null || family === 'json' ? value : JSON.stringify(value)
    return `${JSON.stringify(name)}:${text ?? 'null'}`
  })
  return `{${members.join(',')}}`
}
