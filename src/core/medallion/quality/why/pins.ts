/** The merge once more, of the very records that a row was made from. */
import { sql, tableRef, type Sql } from '../../../database/sql'
import { keyColumn } from '../../silver/changesQuery'
import { silverLanguage } from '../../silver/language'
import type { Merge } from '../../silver/mergeQuery'
import { latestVersions } from '../../silver/records'
import type { Assessed } from '../readQuality'
import type { RecordAddress } from '../rowProvenance'

/** By source, the version of its record. */
export type Pins = Readonly<Record<string, RecordAddress>>

export function pinnedMerge({ session, pipeline, silver, table }: Assessed, pins: Pins): Merge {
  const language = silverLanguage(session)
  const text = (value: string | undefined) =>
    value === undefined ? sql`null` : language.text(value)
  const latest: Merge['latest'] = (source, columns) => {
    const pin = pinOf(pins, pipeline.sources[source]?.name ?? '')
    const version = { only: text(pin?.id), run: text(pin?.run) }
    return latestVersions(pipeline, source, language, version, columns)
  }
  return { pipeline, silver, table, language, latest, before: [], keys: [] }
}

export function pinOf(pins: Pins, source: string): RecordAddress | undefined {
  return Object.hasOwn(pins, source) ? pins[source] : undefined
}

/** The rows named `s` of the silver table, of which there is one, that has this key and is what the merge's `key` stands for. */
export function isRowOf({ silver, table, language }: Merge, mergeKey: Sql, key: string): Sql {
  const column = keyColumn(silver, table)
  const own = sql.id('s', column.name)
  return sql`${language.hasKey(own, mergeKey, column)} and ${language.asText(own, column)} = ${language.text(key)}`
}

/** The silver table by the name that `isRowOf` knows. */
export function silverRows({ table }: Pick<Merge, 'table'>): Sql {
  return sql`${tableRef(table)} s`
}
