/** Versions of records into bronze, each with its hash into the ledger. */
import type { LoadTarget, Session } from '../../database/session'
import { tableRef } from '../../database/sql'
import { findColumn, type Table } from '../../database/table'
import { medallionSql } from '../store/medallionSql'
import { hashTarget } from './adopt'

/** What all versions of an ingestion have in common. */
export interface VersionsOf {
  readonly session: Session
  readonly bronze: Table
  readonly entity: string
  readonly source: string
  readonly ingestionRunId: string
  readonly stream: string
  readonly seq: string
}

export interface Version {
  readonly id: string
  readonly json: string
  /** Hexadecimal digits. */
  readonly hash: string
}

const COLUMNS = [
  ...['entity_type', 'source_system', 'external_id', 'raw_data', 'ingestion_run_id'],
] as const

export class VersionLoader {
  private readonly bronze: LoadTarget
  private readonly hashes: LoadTarget

  constructor(private readonly of: VersionsOf) {
    const { session, bronze } = of
    const typed = (name: string) => ({
      name,
      castType: findColumn(bronze, name)?.castType ?? 'text',
    })
    this.bronze = { table: tableRef(bronze), columns: COLUMNS.map(typed) }
    this.hashes = hashTarget(session)
  }

  /** Part of a transaction. Throws `DatabaseError`; then none of them is there. */
  async load(versions: readonly Version[]): Promise<void> {
    const { session, entity, source, ingestionRunId, stream, seq } = this.of
    const { storedJson } = medallionSql(session)
    await session.loadRows(
      // First what shows that an id comes twice: there is less of it to take back.
      { ...this.hashes, rows: versions.map(({ id, hash }) => [stream, id, seq, `\\x${hash}`]) },
      {
        ...this.bronze,
        rows: versions.map(({ id, json }) => [
          entity,
          source,
          id,
          storedJson(json),
          ingestionRunId,
        ]),
      },
    )
  }
}
