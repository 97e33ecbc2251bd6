/** A session on a MySQL or MariaDB server. */
import type { Connection, FieldPacket, ResultSetHeader } from 'mysql2'
import { logQuery } from '../../../queryLog/queryLog'
import { AbortedError, throwIfAborted, UsageError } from '../../../util/errors'
import type { Row, Value } from '../../../util/value'
import type { ServerEndpoint } from '../../endpoint'
import { isDatabaseError } from '../../errors'
import type { Load, Relay, Result, ResultColumn, Session, TransactionMode } from '../../session'
import { compile, list, sql, type Sql } from '../../sql'
import { runBytes } from './byteStatements'
import { cancelStatement, connect, cutOff } from './connect'
import { CopyLines } from './copyLines'
import { copyRows } from './copyRows'
import { mysqlDialect } from './dialect'
import { translateError } from './errors'
import { insertRows } from './insertRows'
import { LiteralRows } from './literalRows'
import type { RowLines } from './rowLines'
import { BEGIN } from './settings'
import { typeIdOf } from './types'

export interface SessionOptions {
  readonly endpoint: ServerEndpoint
  readonly access: 'read' | 'write'
  /** The environment and its address, for messages. */
  readonly where: string
  readonly environment: string
  readonly signal?: AbortSignal | undefined
}

/** Opens a session for the time of `callback`. When the signal fires, the running statement is stopped. */
export async function withMysqlSession<T>(
  options: SessionOptions,
  callback: (session: Session) => Promise<T>,
): Promise<T> {
  throwIfAborted(options.signal)
  const connection = await connect(options.endpoint, options.access).catch((error: unknown) => {
    throw error instanceof UsageError ? error : translateError(error, options.where)
  })
  const stopListening = cancelOnAbort(connection, options)
  const session = new MysqlSession(connection, options)
  try {
    return await callback(session)
  } catch (error) {
    // The statement's own error says that it was interrupted; the reader wants to know that it was the caller.
    const isEnd = isDatabaseError(error, 'cancelled') || isDatabaseError(error, 'connection')
    if (options.signal?.aborted === true && isEnd) throw new AbortedError(error)
    throw error
  } finally {
    stopListening()
    await session.close()
  }
}

function cancelOnAbort(connection: Connection, { endpoint, signal }: SessionOptions): () => void {
  if (signal === undefined) return () => undefined
  const cancel = () => {
    // Of a server that cannot be asked, nothing more is awaited.
    cancelStatement(endpoint, connection.threadId).catch(() => cutOff(connection))
  }
  signal.addEventListener('abort', cancel)
  return () => signal.removeEventListener('abort', cancel)
}

/** What the driver gives: rows and their columns, or what a writing statement did. */
interface Answer {
  readonly rows: readonly (readonly unknown[])[]
  readonly fields: readonly FieldPacket[]
  readonly affected: number
}

/** Rows that are given at a time. */
const PAGE = 1000

/** Rows of one statement: it may have 65,535 parameters. */
const LOADED_AT_ONCE = 500
/** Characters of one statement, which are three bytes each at most. Servers take 16 MiB at once, unless they are told otherwise. */
const CHARACTERS_AT_ONCE = 4 * 1024 * 1024

/** Where the rows of a statement end that begins with one of them: it has that one in any case. */
function endOfLoad(rows: readonly (readonly Value[])[], start: number): number {
  let characters = 0
  for (let at = start; at < rows.length && at < start + LOADED_AT_ONCE; at++) {
    characters += (rows[at] ?? []).reduce((sum, value) => sum + (value?.length ?? 0), 0)
    if (characters > CHARACTERS_AT_ONCE && at > start) return at
  }
  return Math.min(rows.length, start + LOADED_AT_ONCE)
}

/** Bytes are written as PostgreSQL prints them. */
function given(castType: string, value: Value = null): Sql {
  return castType === 'bytea' && value !== null ? sql`unhex(${value.slice(2)})` : sql`${value}`
}

class MysqlSession implements Session {
  readonly dialect = mysqlDialect
  /** A reader left in the middle of its rows: the connection answers nothing else any more. */
  private abandoned = false

  constructor(
    private readonly connection: Connection,
    private readonly options: SessionOptions,
  ) {}

  async execute(statement: Sql): Promise<Result> {
    throwIfAborted(this.options.signal)
    const { sql, parameters } = compile(statement, 'mysql')
    const { rows, fields, affected } = await this.run(sql, parameters)
    const names = fields.map(({ name }) => name)
    return {
      rows: rows.map((values) => rowOf(names, values)),
      rowCount: fields.length > 0 ? rows.length : affected,
    }
  }

  async describe(query: Sql): Promise<readonly ResultColumn[]> {
    throwIfAborted(this.options.signal)
    const { sql } = compile(query, 'mysql')
    // The connection takes one statement a text: explaining it proves that it is one by itself, so that it is
    // one inside brackets, too. No row is read.
    await this.run(`explain ${sql}`, [])
    const { fields } = await this.run(`select * from (\n${sql}\n) described limit 0`, [])
    return fields.map((field) => ({ name: field.name, typeId: typeIdOf(field) }))
  }

  copyOut(query: Sql): AsyncIterable<Buffer> {
    return this.stream(query, new CopyLines())
  }

  /** The one form is that of literals: see `literalRows.ts`. A chunk is its reader's until that asks for the next one. */
  readonly relay: Relay = {
    copyOut: (rows) => this.copyLiterals(rows),
    copyIn: (into, _form, chunks) => this.insertLiterals(into, chunks),
  }

  /** A statement with parameters has all of its rows before the first one is there. */
  async *readPages(query: Sql): AsyncIterable<readonly Row[]> {
    const { rows } = await this.execute(query)
    for (let start = 0; start < rows.length; start += PAGE) yield rows.slice(start, start + PAGE)
  }

  async loadRows(...loads: readonly Load[]): Promise<void> {
    for (const load of loads) await this.insertRows(load)
  }

  private async insertRows({ table, columns, rows }: Load): Promise<void> {
    const names = list(columns.map(({ name }) => sql.id(name)))
    for (let start = 0; start < rows.length;) {
      const end = endOfLoad(rows, start)
      const values = rows
        .slice(start, end)
        .map((row) => sql`(${list(columns.map(({ castType }, at) => given(castType, row[at])))})`)
      await this.execute(sql`insert into ${table} (${names}) values ${list(values)}`)
      start = end
    }
  }

  /** Texts come in the bytes that the server keeps. */
  private async *copyLiterals(rows: Sql): AsyncIterable<Buffer> {
    await this.run('set session character_set_results = null', [])
    yield* this.stream(rows, new LiteralRows())
    await this.run('set session character_set_results = utf8mb4', [])
  }

  /** The client speaks bytes while rows are sent; names are UTF-8 in any case. */
  private async insertLiterals(into: Sql, chunks: AsyncIterable<Buffer>): Promise<void> {
    const { sql } = compile(into, 'mysql')
    const { rows } = await this.run('select @@session.max_allowed_packet', [])
    const started = performance.now()
    await this.run('set session character_set_client = binary', [])
    try {
      await insertRows(chunks, {
        packetBytes: Number(rows[0]?.[0]),
        head: Buffer.from(`insert into ${sql} values `),
        send: (statement) =>
          this.send(statement).catch((error: unknown) => {
            throw this.failed(`insert into ${sql}`, started, error)
          }),
      })
      this.log(`insert into ${sql}`, started, 0)
    } finally {
      await this.run('set session character_set_client = utf8mb4', []).catch(() => undefined)
    }
  }

  private async send(statement: Buffer): Promise<void> {
    throwIfAborted(this.options.signal)
    await new Promise<void>((resolve, reject) => {
      runBytes(this.connection, statement, (error) => {
        if (error === null) resolve()
        else reject(error)
      })
    })
  }

  private async *stream(query: Sql, lines: RowLines): AsyncIterable<Buffer> {
    throwIfAborted(this.options.signal)
    const started = performance.now()
    const { sql } = compile(query, 'mysql')
    this.abandoned = true
    try {
      for await (const chunk of copyRows(this.connection, sql, lines)) {
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
    const kind = this.options.access === 'read' ? 'read' : mode
    for (const statement of BEGIN[kind]) await this.run(statement, [])
    try {
      const result = await callback()
      // Who has left its rows has seen enough, and there is nothing to keep.
      if (!this.abandoned) await this.run('commit', [])
      else if (kind === 'write') throw new Error('rows of a query were left in a transaction')
      return result
    } catch (error) {
      // A connection that is lost or about to be closed rolls back by itself.
      if (!this.abandoned) await this.run('rollback', []).catch(() => undefined)
      throw error
    }
  }

  /** A connection in the middle of its rows cannot say goodbye. */
  close(): Promise<void> {
    if (this.abandoned) {
      cutOff(this.connection)
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      this.connection.end(() => resolve())
    })
  }

  /** Statements with parameters are prepared by the server: values never become a part of a text. */
  private async run(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    const started = performance.now()
    try {
      const answer = await this.ask(sql, parameters)
      this.log(sql, started, answer.rows.length)
      return answer
    } catch (error) {
      throw this.failed(sql, started, error)
    }
  }

  private ask(sql: string, parameters: readonly unknown[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, result: unknown, fields: FieldPacket[] | undefined) => {
        if (error !== null) reject(error)
        else resolve(answerOf(result, fields))
      }
      if (parameters.length === 0)
        this.connection.query({ sql, typeCast: (field) => field.string() }, settle)
      else this.connection.execute({ sql }, parameters as (string | null)[], settle)
    })
  }

  private log(sql: string, started: number, rowCount: number): void {
    const { environment } = this.options
    const milliseconds = performance.now() - started
    logQuery({ level: 'query', environment, sql, rowCount, milliseconds })
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

function answerOf(result: unknown, fields: readonly FieldPacket[] | undefined): Answer {
  if (Array.isArray(result))
    return { rows: result as unknown[][], fields: fields ?? [], affected: 0 }
  return { rows: [], fields: [], affected: (result as ResultSetHeader).affectedRows }
}

/** A value that is no text was not asked for as text, and might not be exact. */
function rowOf(names: readonly string[], values: readonly unknown[]): Row {
  const row: Record<string, Value> = {}
  names.forEach((name, index) => {
    const value = values[index] ?? null
    if (value !== null && typeof value !== 'string')
      throw new Error(`the column "${name}" of a prepared statement is no text`)
    row[name] = value
  })
  return row
}
