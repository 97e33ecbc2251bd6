/** Whether a silver table is what a model says, and whether it can be recomputed from its own provenance. */
import { equal } from 'node:assert/strict'
import { modelRows, type Model, type ModelRecords, type ModelRow } from './mergeModel'
import type { PipelineSite } from './pipelineSite'

interface Provenance {
  readonly sources: Readonly<Record<string, { readonly id: string; readonly run: string }>>
  readonly cells: Readonly<
    Record<string, { readonly source: string; readonly rule: string; readonly over?: string[] }>
  >
  readonly score?: readonly { readonly flag: string; readonly deduct: string }[]
}

export interface SilverRow {
  readonly key: string
  readonly values: Readonly<Record<string, string | null>>
  readonly score: string
  readonly flags: readonly string[]
  readonly provenance: Provenance
}

/** So many differences say enough. */
const NAMED = 5

export async function silverRows(
  site: PipelineSite,
  table: string,
  key: string,
  columns: readonly string[],
): Promise<readonly SilverRow[]> {
  const values = columns.map((column) => `'${column}', ${column}::text`).join(', ')
  const rows = await site.query(`
select ${key}::text as key, json_build_object(${values})::text as "values", data_quality_score::text as score,
  to_json(quality_flags)::text as flags, provenance::text as provenance
from ${table} order by ${key} collate "C"`)
  return rows.map((row) => ({
    key: row['key'] ?? '',
    values: JSON.parse(row['values'] ?? '') as SilverRow['values'],
    score: row['score'] ?? '',
    flags: JSON.parse(row['flags'] ?? '') as string[],
    provenance: JSON.parse(row['provenance'] ?? '') as Provenance,
  }))
}

/** Every row is what the model makes of the sources' records, and there are no others. */
export function requireModel(
  rows: readonly SilverRow[],
  model: Model,
  records: ModelRecords,
): ReadonlyMap<string, ModelRow> {
  const wanted = modelRows(model, records)
  const columns = model.fields.map(({ column }) => column)
  const differing = rows.flatMap((row) => {
    const [found, expected] = [foundText(row, columns), modelText(wanted.get(row.key), columns)]
    return found === expected ? [] : [`${found}\n  instead of ${expected}`]
  })
  equal(differing.slice(0, NAMED).join('\n'), '')
  equal(rows.length, wanted.size)
  equal(new Set(rows.map(({ key }) => key)).size, rows.length)
  return wanted
}

function foundText({ key, values, flags, score, provenance }: SilverRow, columns: string[]) {
  const cells = columns.map((column) => {
    const { source, over = [] } = provenance.cells[column] ?? {}
    return [values[column] ?? null, source ?? null, over]
  })
  const deducted = (provenance.score ?? []).map((one) => [one.flag, thousandths(one.deduct)])
  return JSON.stringify([key, cells, flags, deducted, score])
}

function modelText(row: ModelRow | undefined, columns: string[]) {
  if (row === undefined) return 'no row'
  const cells = columns.map((column) => {
    const { value = null, source = null, over = [] } = row.cells[column] ?? {}
    return [value, source, over]
  })
  return JSON.stringify([row.key, cells, row.flags, row.deducted, row.score])
}

function thousandths(decimal: string): number {
  return Math.round(Number(decimal) * 1000)
}

/**
 * Every value is that of the bronze row which the provenance names, and every score is 1 less what the provenance lists.
 * Returns how many cells were recomputed.
 */
export async function requireProvenance(
  site: PipelineSite,
  rows: readonly SilverRow[],
  { fields }: Model,
): Promise<number> {
  const bronze = await bronzeRecords(site)
  const faults: string[] = []
  let cells = 0
  for (const { key, values, provenance, score } of rows) {
    const left = (provenance.score ?? []).reduce((sum, one) => sum - thousandths(one.deduct), 1000)
    if (thousandths(score) !== Math.max(0, left)) faults.push(`${key}: ${score} is not ${left}`)
    for (const { column, from, clean } of fields) {
      const value = values[column] ?? null
      const cell = provenance.cells[column]
      if ((value === null) !== (cell === undefined)) faults.push(`${key}: ${column} has no origin`)
      if (value === null || cell === undefined) continue
      cells++
      const origin = provenance.sources[cell.source]
      const record = bronze.get([cell.source, origin?.id, origin?.run].join('|'))
      const said = record?.[from[cell.source] ?? '']
      if (said === undefined || said === null || clean(said) !== value)
        faults.push(`${key}: ${column} is "${value}", the record of ${cell.source} has "${said}"`)
    }
  }
  equal(faults.slice(0, NAMED).join('\n'), '')
  return cells
}

/** By source, id and run. A member's text is the one that the database has. */
async function bronzeRecords(
  site: PipelineSite,
): Promise<ReadonlyMap<string, Readonly<Record<string, string | null>>>> {
  const rows = await site.query(`
select concat_ws('|', source_system, external_id, ingestion_run_id) as name,
  (select json_object_agg(key, value) from jsonb_each_text(raw_data))::text as record
from bronze.raw_entities`)
  return new Map(
    rows.map(({ name, record }) => [
      name ?? '',
      JSON.parse(record ?? '{}') as Record<string, string | null>,
    ]),
  )
}
