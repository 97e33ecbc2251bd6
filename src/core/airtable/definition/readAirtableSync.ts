/** `*.airtable.jsonc` as an `AirtableSync`. */
import type { z } from 'zod'
import { readSchedule } from '../../schedule/scheduleSchema'
import type { CleanStep } from '../../source/cleaning/cleanSchema'
import { deepFreeze } from '../../util/freeze'
import { readDefinition } from '../../workspace/readDefinition'
import type { CellFormat } from '../cells/format'
import {
  airtableSchema,
  type AirtableFile,
  type ColumnFile,
  type TableFile,
} from './airtableSchema'
import type { AirtableSync, Identity, ReverseLink, SyncColumn, SyncTable } from './airtableSync'
import { examineAirtableSync } from './examineAirtableSync'

/**
 * Reads a sync file's text. Throws `DefinitionError` with every problem that the text alone shows. `path` is relative to the
 * workspace folder.
 */
export function parseAirtableSync(text: string, path: string): AirtableSync {
  const { value, source } = readDefinition<AirtableFile>(text, path, {
    schema: airtableSchema as unknown as z.ZodType<AirtableFile>,
    examine: examineAirtableSync,
  })
  const { environment, database, schema = 'public' } = value.target
  return deepFreeze({
    kind: 'airtable',
    definition: source,
    target: { environment, ...(database !== undefined && { database }), schema },
    exports: value.exports,
    mode: value.mode ?? 'incremental',
    conflict: value.conflict ?? 'keep',
    tables: Object.entries(value.tables).map(([name, file]) => readTable(name, file)),
    ...(value.schedule !== undefined && { schedule: readSchedule(value.schedule) }),
  })
}

function readTable(name: string, file: TableFile): SyncTable {
  const columns = Object.entries(file.columns)
  return {
    name,
    ...(file.file !== undefined && { file: file.file }),
    table: file.table,
    identity: readIdentity(file.identity),
    columns: columns.flatMap(([column, one]) => readColumn(column, one)),
    ignore: file.ignore ?? [],
    reverse: columns.flatMap(([column, one]) => readReverse(column, one)),
    vanished: file.vanished ?? 'inactive',
    renames: file.renames ?? {},
  }
}

function readIdentity(identity: TableFile['identity']): Identity {
  if (typeof identity === 'string') return { kind: 'columns', columns: [identity] }
  if ('recordId' in identity) return { kind: 'recordId', column: identity.recordId }
  return { kind: 'columns', columns: identity }
}

const PLAIN = { clean: [], values: {}, allowed: [], required: false } as const

function readColumn(name: string, file: ColumnFile): readonly SyncColumn[] {
  if (typeof file === 'string') return [{ name, column: file, format: { type: 'text' }, ...PLAIN }]
  if ('reverse' in file) return []
  const { column, clean = [], values = {}, in: allowed = [], as, required = false, ...own } = file
  const common = {
    ...{ name, column, clean: stepsOf(clean), values, allowed, required },
    ...(as !== undefined && { sqlType: as }),
  }
  if (own.type === 'link') return [{ ...common, format: { type: 'text' }, link: own.table ?? '' }]
  return [{ ...common, format: own as CellFormat }]
}

function stepsOf(clean: CleanStep | readonly CleanStep[]): readonly CleanStep[] {
  return Array.isArray(clean) ? (clean as readonly CleanStep[]) : [clean as CleanStep]
}

function readReverse(name: string, file: ColumnFile): readonly ReverseLink[] {
  return typeof file === 'object' && 'reverse' in file ? [{ name, ...file.reverse }] : []
}
