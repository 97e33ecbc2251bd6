/** What the latest complete reading of a stream's file has found, so that the next one reads only what is different. */
import { textOf, type Session } from '../database/session'
import { sql } from '../database/sql'
import { ledgerSql } from './ledgerSql'

export interface StoredManifest {
  /** The ingestion that has read the file. */
  readonly seq: string
  readonly manifest: string
}

export async function readManifest(
  session: Session,
  stream: string,
): Promise<StoredManifest | undefined> {
  const { manifests, text, integer } = ledgerSql(session)
  const { rows } = await session.execute(
    sql`select ${text(sql`seq`)} as seq, manifest from ${manifests} where stream = ${integer(stream)}`,
  )
  const [row] = rows
  return row && { seq: textOf(row, 'seq'), manifest: textOf(row, 'manifest') }
}

/** In place of the one that was there. */
export async function writeManifest(
  session: Session,
  stream: string,
  { seq, manifest }: StoredManifest,
): Promise<void> {
  const { manifests, integer } = ledgerSql(session)
  await session.transaction('write', async () => {
    await session.execute(sql`delete from ${manifests} where stream = ${integer(stream)}`)
    await session.execute(
      sql`insert into ${manifests} (stream, seq, manifest) values (${integer(stream)}, ${integer(seq)}, ${manifest})`,
    )
  })
}
