/** One record of a page. */
import { ShapeFault } from '../../source/records/http/answerJson'
import { readRecordText } from '../../source/records/recordText'
import { isUnreadable, type UnreadableRecord } from '../../source/records/source'
import { readMembers } from './jsonMembers'
import { needed, objectText } from './shape'

export interface ApiRecord {
  /** Airtable’s own: `rec…`. */
  readonly id: string
  /** As Airtable writes it: `2025-10-19T11:40:00.000Z`. */
  readonly createdTime: string
  /** The exact JSON texts of its cells by the names of their fields. Empty cells are not there. */
  readonly fields: ReadonlyMap<string, string>
}

/** A record with texts that no database can hold is there and cannot be read. Throws `ShapeFault` for what is no record. */
export function readRecord(
  bytes: Buffer,
  table: string,
): { readonly id: string; readonly record: ApiRecord | UnreadableRecord } {
  const text = objectText(bytes.toString(), 'a record')
  const members = readMembers(text)
  const id = needed(members, 'id', 'a record')
  const createdTime = needed(members, 'createdTime', 'a record')
  const fields = members.get('fields') ?? ''
  if (!fields.startsWith('{')) throw new ShapeFault('a record has no object as "fields"')
  const item = readRecordText(bytes, `${JSON.stringify(table)}, ${id}`)
  const record = isUnreadable(item) ? item : { id, createdTime, fields: readMembers(fields) }
  return { id, record }
}
