/** A session on an embedded database. All sessions of a folder share one connection and take turns. */
import { realpath } from 'node:fs/promises'
import { logQuery } from '../../../queryLog/queryLog'
import { throwIfAborted } from '../../../util/errors'
import type { Row, Value } from '../../../util/value'
import { arrayLiteral } from '../../arrayLiteral'
import { encodeCopyRows } from '../../copyText'
import type { FolderEndpoint } from '../../endpoint'
import type { Load, Result, ResultColumn, Session, TransactionMode } from '../../session'
import { compile, integerLiteral, list, sql, type Sql } from '../../sql'
import { translateError } from '../postgres/errors'
import { BEGIN } from '../postgres/settings'
import { pgliteDialect } from './dialect'
import { withFolder, type OpenFolder } from './folder'
import type { WorkerResult } from './protocol'

export interface SessionOptions {
  readonly endpoint: FolderEndpoint
  readonly access: 'read' | 'write'
  readonly where: string
  readonly environment: string
  readonly signal?: AbortSignal | undefined
}

/** Rows that a cursor gives at a time: bounds the memory of a reader. */
const FETCH = 2000

export async function withPgliteSession<T>(
  options: SessionOptions,
  callback: (session: Session) => Promise<T>,
): Promise<T> {
  throwIfAborted(options.signal)
  const { folder, database } = options.endpoint
  const real = await realpath(folder).catch(() => folder)
  return withFolder(real, database, (opened) => callback(new PgliteSession(opened, options)))
}

/** Rows of one statement. */
const LOADED_AT_ONCE = 1000

class PgliteSession implements Session {
  readonly dialect = pgliteDialect
  /** Whether this session is inside its own transaction, and so already has its turn. */
  private hasTurn = false
  private cursors = 0

  constructor(
    private readonly folder: OpenFolder,
    private readonly options: SessionOptions,
  ) {}

  async execute(statement: Sql): Promise<Result> {
    // There is one connection for all sessions, so that only a transaction can be held read-only.
    if (this.options.access === 'read' && !this.hasTurn)
      throw new Error('a reading session works inside a transaction')
    const { sql, parameters } = compile(statement, 'postgres')
    const result = await this.turn(() => this.run(sql, parameters))
    return { rows: result.rows.map((values) => rowOf(result, values)), rowCount: result.rowCount }
  }

  async describe(query: Sql): Promise<readonly ResultColumn[]> {
    const { sql } = compile(query, 'postgres')
    // As on a server: PGlite's query() refuses several statements too.
    await this.turn(() => this.run(`explain ${sql}`, []))
    const text = `select * from (\n${sql}\n) described limit 0`
    const result = await this.turn(() => this.run(text, []))
    return result.columns
  }

  async *copyOut(query: Sql): AsyncIterable<Buffer> {
    if (!this.hasTurn) throw new Error('rows are read inside a transaction')
    const cursor = `drydock_${++this.cursors}`
    await this.run(`declare ${cursor} no scroll cursor for ${compile(query, 'postgres').sql}`, [])
    for (;;) {
      const { rows } = await this.run(`fetch ${FETCH} from ${cursor}`, [])
      yield* encodeCopyRows(rows)
      if (rows.length < FETCH) break
    }
    await this.run(`close ${cursor}`, [])
  }

  async *readPages(query: Sql): AsyncIterable<readonly Row[]> {
    const cursor = sql.id(`drydock_pages_${++this.cursors}`)
    await this.execute(sql`declare ${cursor} no scroll cursor for ${query}`)
    for (;;) {
      const { rows } = await this.execute(sql`fetch ${integerLiteral(FETCH)} from ${cursor}`)
      if (rows.length > 0) yield rows
      if (rows.length < FETCH) break
    }
    await this.execute(sql`close ${cursor}`)
  }

  async loadRows(...loads: readonly Load[]): Promise<void> {
    for (const load of loads) await this.insertRows(load)
  }

  /** COPY takes files only here. */
  private async insertRows({ table, columns, rows }: Load): Promise<void> {
    const names = list(columns.map(({ name }) => sql.id(name)))
    for (let start = 0; start < rows.length; start += LOADED_AT_ONCE) {
      const part = rows.slice(start, start + LOADED_AT_ONCE)
      const arrays = columns.map(({ castType }, index) => {
        const values = part.map((row) => row[index] ?? null)
        return sql`${arrayLiteral(values)}::text[]::${sql.raw(castType)}[]`
      })
      await this.execute(sql`insert into ${table} (${names}) select * from unnest(${list(arrays)})`)
    }
  }

  transaction<T>(mode: TransactionMode, callback: () => Promise<T>): Promise<T> {
    return this.turn(async () => {
      this.hasTurn = true
      try {
        // A session opened for reading cannot begin anything else.
        await this.run(BEGIN[this.options.access === 'read' ? 'read' : mode], [])
        const result = await callback()
        await this.run('commit', [])
        return result
      } catch (error) {
        await this.folder
          .send({ method: 'query', sql: 'rollback', parameters: [] })
          .catch(() => undefined)
        throw error
      } finally {
        this.hasTurn = false
      }
    })
  }

  /** Waits for this session's turn, unless it has it. */
  private turn<T>(work: () => Promise<T>): Promise<T> {
    return this.hasTurn ? work() : this.folder.exclusively(work)
  }

  private async run(sql: string, parameters: readonly unknown[]): Promise<WorkerResult> {
    throwIfAborted(this.options.signal)
    const { environment, where } = this.options
    const started = performance.now()
    try {
      const result = await this.folder.send({ method: 'query', sql, parameters })
      const milliseconds = performance.now() - started
      logQuery({ level: 'query', environment, sql, rowCount: result.rowCount, milliseconds })
      return result
    } catch (error) {
      const translated = translateError(error, where)
      const milliseconds = performance.now() - started
      const { sqlState: code, message } = translated
      logQuery({ level: 'error', environment, sql, code, message, milliseconds })
      throw translated
    }
  }
}

function rowOf(result: WorkerResult, values: readonly Value[]): Row {
  const row: Record<string, Value> = {}
  result.columns.forEach(({ name }, index) => (row[name] = values[index] ?? null))
  return row
}
