/** The format of the cells that `apiCell` gives for a field: the same names that definitions have for columns of exports. */
import type { CellFormat } from '../cells/format'
import { configOf, resultOf, textOption, type FieldConfig, type FieldType } from './fieldConfig'

/** `tableId` is the table whose records it links to, as far as Airtable says. */
export type ApiFormat = CellFormat | { readonly type: 'link'; readonly tableId: string | undefined }

/** Where the API writes cells otherwise than exports do, it is the API's way: days are ISO days, moments are in UTC. */
export function apiFormat(field: FieldType): ApiFormat {
  return formatOf(configOf(field))
}

/** A field that nobody knows has texts. */
export function formatOf(config: FieldConfig): ApiFormat {
  const { type } = config
  if (RESULTING.has(type)) return resultFormat(config)
  if (type === 'multipleLookupValues') return lookupFormat(config)
  if (type === 'currency')
    return { type: 'currency', symbol: textOption(config, 'symbol')?.trim() || '$' }
  if (type === 'multipleRecordLinks')
    return { type: 'link', tableId: textOption(config, 'linkedTableId') }
  return FORMATS.get(type) ?? TEXT
}

const TEXT: CellFormat = { type: 'text' }
const CHOICES: CellFormat = { type: 'choices' }
const DATE_TIME: CellFormat = { type: 'dateTime', time: 'iso' }

const FORMATS: ReadonlyMap<string, CellFormat> = new Map<string, CellFormat>([
  ['number', { type: 'number' }],
  ['count', { type: 'number' }],
  ['percent', { type: 'percent' }],
  ['duration', { type: 'duration', format: 'h:mm:ss.SSS' }],
  ['rating', { type: 'rating' }],
  ['autoNumber', { type: 'autonumber' }],
  ['checkbox', { type: 'checkbox' }],
  ['date', { type: 'date', format: 'YYYY-MM-DD' }],
  ['dateTime', DATE_TIME],
  ['multipleSelects', CHOICES],
  ['multipleCollaborators', CHOICES],
  ['multipleAttachments', { type: 'attachments' }],
])

/** Types that say in their options what they result in. */
const RESULTING: ReadonlySet<string> = new Set([
  ...['formula', 'rollup', 'createdTime', 'lastModifiedTime'],
])

function resultFormat(config: FieldConfig): ApiFormat {
  const result = resultOf(config)
  if (result !== undefined) return formatOf(result)
  return /Time$/.test(config.type) ? DATE_TIME : TEXT
}

/** Always a list, as long as one record is linked too. */
function lookupFormat(config: FieldConfig): ApiFormat {
  const result = resultOf(config)
  const format = result === undefined ? TEXT : formatOf(result)
  return isListFormat(format) ? format : CHOICES
}

export type ListType = 'choices' | 'attachments' | 'link'

export function isListFormat({ type }: ApiFormat): boolean {
  return type === 'choices' || type === 'attachments' || type === 'link'
}

/** What the cells hold: the result of a formula, and of a lookup what it lists. */
export function heldBy(config: FieldConfig): FieldConfig {
  const isLookup = config.type === 'multipleLookupValues'
  if (!isLookup && !RESULTING.has(config.type)) return config
  const result = resultOf(config)
  return result === undefined ? { type: '', options: {} } : heldBy(result)
}
