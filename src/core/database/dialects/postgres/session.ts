/** A session on a PostgreSQL server. */
import type { Client, FieldDef, QueryArrayConfig, QueryArrayResult } from 'pg'
import { logQuery } from '../../../queryLog/queryLog'
import type { Row, Value } from '../../../util/value'
import {
  AbortedError,
  DatabaseOperationError,
  throwIfAborted,
  UsageError,
} from '../../../util/errors'
import { sha256 } from '../../../util/hash'
import { encodeCopyRows } from '../../copyText'
import type { ServerEndpoint } from '../../endpoint'
import { isDatabaseError } from '../../errors'
import type {
  ExecuteOptions,
  Load,
  Relay,
  RelayForm,
  Result,
  ResultColumn,
  Session,
  TransactionMode,
} from '../../session'
import { compile, integerLiteral, list, sql, type Sql } from '../../sql'
import { cancelStatement, connect } from './connect'
import { copyIn } from './copyIn'
import { copyOut } from './copyOut'
import { postgresDialect } from './dialect'
import { translateError } from './errors'
import { BEGIN } from './settings'

export interface SessionOptions {
  readonly endpoint: ServerEndpoint
  readonly access: 'read' | 'write'
  /** The environment and its address, for messages. */
  readonly where: string
  readonly environment: string
  readonly signal?: AbortSignal | undefined
}

interface Copy {
  /** `copy … from stdin`. */
  readonly text: string
  readonly chunks: AsyncIterable<Buffer>
}

/** Opens a session for the time of `callback`. When the signal fires, the running statement is cancelled. */
export async function withPostgresSession<T>(
  options: SessionOptions,
  callback: (session: Session) => Promise<T>,
): Promise<T> {
  throwIfAborted(options.signal)
  const { client, backend } = await connect(options.endpoint, options.access).catch(
    (error: unknown) => {
      throw error instanceof UsageError ? error : translateError(error, options.where)
    },
  )
  const stopListening = cancelOnAbort(backend, options)
  try {
    return await callback(new PostgresSession(client, options))
  } catch (error) {
    // The statement's own error says "canceling statement"; the reader wants to know that it was the caller.
    if (options.signal?.aborted === true && isDatabaseError(error, 'cancelled'))
      throw new AbortedError(error)
    throw error
  } finally {
    stopListening()
    await client.end().catch(() => undefined)
  }
}

function cancelOnAbort(backend: number, { endpoint, signal }: SessionOptions): () => void {
  if (signal === undefined) return () => undefined
  const cancel = () => {
    cancelStatement(endpoint, backend).catch(() => undefined)
  }
  signal.addEventListener('abort', cancel)
  return () => signal.removeEventListener('abort', cancel)
}

/** Rows that a cursor gives at a time. */
const PAGE = 1000

class PostgresSession implements Session {
  readonly dialect = postgresDialect
  /** A reader left in the middle of its rows: the connection answers nothing else any more. */
  private abandoned = false
  private cursors = 0
  /** Of a transaction in which nothing was sent yet: rows that are loaded first take it along, which spares a round trip. */
  private beginning: readonly string[] = []

  constructor(
    private readonly client: Client,
    private readonly options: SessionOptions,
  ) {}

  async execute(statement: Sql, { prepared = false }: ExecuteOptions = {}): Promise<Result> {
    throwIfAborted(this.options.signal)
    const { sql, parameters } = compile(statement, 'postgres')
    const result = await this.run(sql, {
      text: sql,
      values: [...parameters],
      rowMode: 'array',
      ...(prepared && { name: `drydock_${sha256(sql).slice(0, 16)}` }),
    })
    return {
      rows: result.rows.map((values) => rowOf(result.fields, values)),
      rowCount: result.rowCount ?? result.rows.length,
    }
  }

  async describe(query: Sql): Promise<readonly ResultColumn[]> {
    throwIfAborted(this.options.signal)
    const { sql } = compile(query, 'postgres')
    // The extended protocol refuses several statements in one text. Explaining the bare text proves that it
    // is one statement by itself, so that it is one inside COPY's brackets too; `limit 0` reads nothing.
    const explain = `explain ${sql}`
    await this.run(explain, { text: explain, rowMode: 'array', ...EXTENDED_PROTOCOL })
    const text = `select * from (\n${sql}\n) described limit 0`
    const result = await this.run(text, { text, rowMode: 'array', ...EXTENDED_PROTOCOL })
    return result.fields.map(({ name, dataTypeID }) => ({ name, typeId: String(dataTypeID) }))
  }

  copyOut(query: Sql): AsyncIterable<Buffer> {
    return this.copyRows(query, 'text')
  }

  async *readPages(query: Sql): AsyncIterable<readonly Row[]> {
    const cursor = sql.id(`drydock_pages_${++this.cursors}`)
    await this.execute(sql`declare ${cursor} no scroll cursor for ${query}`)
    for (;;) {
      const { rows } = await this.execute(sql`fetch ${integerLiteral(PAGE)} from ${cursor}`)
      if (rows.length > 0) yield rows
      if (rows.length < PAGE) break
    }
    await this.execute(sql`close ${cursor}`)
  }

  readonly relay: Relay = {
    copyOut: (rows, form) => this.copyRows(rows, form),
    copyIn: (into, form, chunks, { frozen = false } = {}) => {
      const options = frozen ? `format ${form}, freeze` : `format ${form}`
      const text = `copy ${compile(into, 'postgres').sql} from stdin (${options})`
      return this.takeRows([{ text, chunks }])
    },
  }

  loadRows(...loads: readonly Load[]): Promise<void> {
    return this.takeRows(
      loads.map(({ table, columns, rows }) => {
        const into = sql`${table} (${list(columns.map(({ name }) => sql.id(name)))})`
        const text = `copy ${compile(into, 'postgres').sql} from stdin (format text)`
        return { text, chunks: encodeCopyRows(rows) }
      }),
    )
  }

  private async takeRows(copies: readonly Copy[]): Promise<void> {
    throwIfAborted(this.options.signal)
    const statements = [...this.takeBeginning(), ...copies.map((copy) => copy.text)]
    const text = statements.join('; ')
    const started = performance.now()
    try {
      await copyIn(
        this.client,
        text,
        copies.map(({ chunks }) => chunks),
      )
      this.log(text, started, 0)
    } catch (error) {
      throw isOurs(error) ? error : this.failed(text, started, error)
    }
  }

  private async *copyRows(query: Sql, form: RelayForm): AsyncIterable<Buffer> {
    throwIfAborted(this.options.signal)
    await this.begin()
    const started = performance.now()
    const { sql } = compile(query, 'postgres')
    const text = `copy (\n${sql}\n) to stdout (format ${form})`
    this.abandoned = true
    try {
      for await (const chunk of copyOut(this.client, text)) {
        throwIfAborted(this.options.signal)
        yield chunk
      }
      this.abandoned = false
      this.log(sql, started, 0)
    } catch (error) {
      throw this.failed(sql, started, error)
    }
  }

  async transaction<T>(mode: TransactionMode, callback: () => Promise<T>): Promise<T> {
    this.beginning = [BEGIN[mode]]
    try {
      const result = await callback()
      if (this.hasBegun) await this.send('commit')
      return result
    } catch (error) {
      // A connection that is lost or about to be closed rolls back by itself.
      if (this.hasBegun && !this.abandoned)
        await this.client.query('rollback').catch(() => undefined)
      throw error
    } finally {
      this.beginning = []
    }
  }

  private async begin(): Promise<void> {
    for (const text of this.takeBeginning()) await this.send(text)
  }

  private takeBeginning(): readonly string[] {
    const { beginning } = this
    this.beginning = []
    return beginning
  }

  /** Of a transaction: whether the server knows of it. */
  private get hasBegun(): boolean {
    return this.beginning.length === 0
  }

  private async run(sql: string, config: QueryArrayConfig): Promise<QueryArrayResult<Value[]>> {
    await this.begin()
    return this.send(sql, config)
  }

  private async send(
    sql: string,
    config: QueryArrayConfig = { text: sql, rowMode: 'array' },
  ): Promise<QueryArrayResult<Value[]>> {
    const started = performance.now()
    try {
      const result = await this.client.query<Value[]>(config)
      this.log(sql, started, result.rowCount ?? 0)
      return result
    } catch (error) {
      throw this.failed(sql, started, error)
    }
  }

  private log(sql: string, started: number, rowCount: number): void {
    const { environment } = this.options
    logQuery({
      level: 'query',
      environment,
      sql,
      rowCount,
      milliseconds: performance.now() - started,
    })
  }

  private failed(sql: string, started: number, error: unknown): Error {
    if (error instanceof AbortedError) return error
    const translated = translateError(error, this.options.where)
    logQuery({
      level: 'error',
      environment: this.options.environment,
      sql,
      milliseconds: performance.now() - started,
      code: translated.sqlState,
      message: translated.message,
    })
    return translated
  }
}

/** The rows themselves may break off, with an error of their own session. */
function isOurs(error: unknown): boolean {
  return error instanceof DatabaseOperationError
}

/** pg uses the simple protocol for a text without parameters unless it is told otherwise. */
const EXTENDED_PROTOCOL = { queryMode: 'extended' } as object

function rowOf(fields: readonly FieldDef[], values: readonly Value[]): Row {
  const row: Record<string, Value> = {}
  fields.forEach((field, index) => (row[field.name] = values[index] ?? null))
  return row
}
