/** A cell of the API as the value that PostgreSQL has for it, so that one engine reads exports and the API. */
import { quoted } from '../../schema/relation'
import { assertNever } from '../../util/assertNever'
import type { Value } from '../../util/value'
import { codecOf } from '../cells/codec'
import { writeList } from '../cells/list'
import { writeTextArray } from '../cells/textArray'
import { configOf, type FieldConfig, type FieldType } from './fieldConfig'
import { formatOf, heldBy, isListFormat, type ApiFormat, type ListType } from './fieldFormat'
import { attachmentText, formulaError, itemsOf, memberText, textOf } from './jsonParts'
import {
  readCheckbox,
  readDate,
  readDateTime,
  readDuration,
  readNumber,
  readPercent,
  type ReadScalar,
} from './scalars'

export type ApiCell =
  | { readonly value: Value }
  /** A link names records by their ids; exports have their names. */
  | { readonly links: readonly string[] }
  /** A formula has failed, and this is what the cell shows. In a field of texts it is a value. */
  | { readonly error: 'formula'; readonly text: string }
  /** Why the cell is not as Airtable documents it. */
  | { readonly invalid: string }

type ReadJson = (json: string) => ApiCell

interface FieldCells {
  readonly format: ApiFormat
  readonly read: ReadJson
}

// A field is one object for all its cells.
const known = new WeakMap<FieldType, FieldCells>()

/** `json` is the exact text of the cell, undefined where the record has none: empty cells are left out. */
export function apiCell(field: FieldType, json: string | undefined): ApiCell {
  const { format, read } = cellsOf(field)
  if (json !== undefined && json !== 'null' && json !== '""') return read(json)
  if (format.type === 'link') return { links: [] }
  return { value: format.type === 'checkbox' ? 'f' : null }
}

/**
 * The text that an export would have for a cell: `readCell` reads it with the field's format or with one that somebody has declared.
 * Undefined where it has none: of links it would have the names.
 */
export function exportText(format: ApiFormat, cell: ApiCell): string | undefined {
  if ('error' in cell) return cell.text
  if ('invalid' in cell || 'links' in cell || format.type === 'link') return undefined
  return cell.value === null ? '' : codecOf(format).write(cell.value)
}

function cellsOf(field: FieldType): FieldCells {
  const before = known.get(field)
  if (before !== undefined) return before
  const cells = makeCells(configOf(field))
  known.set(field, cells)
  return cells
}

function makeCells(config: FieldConfig): FieldCells {
  const format = formatOf(config)
  const readItem = itemReader(heldBy(config))
  return { format, read: orError(format, readerOf(format, readItem)) }
}

/** In a field of texts, what a failed formula shows is a text like others. */
function orError({ type }: ApiFormat, read: ReadJson): ReadJson {
  return (json) => {
    const text = formulaError(json)
    if (text === undefined) return read(json)
    return type === 'text' ? { value: text } : { error: 'formula', text }
  }
}

type ReadItem = (json: string) => string

/** What a list has for one of its items: what a cell of its own would have. */
function itemReader(held: FieldConfig): ReadItem {
  const format = formatOf(held)
  if (!isScalar(format)) return (json) => textOf(json, held.type)
  const read = orError(format, scalarReader(format))
  return (json) => exportText(format, read(json)) ?? textOf(json, held.type)
}

type ScalarFormat = Exclude<ApiFormat, { readonly type: 'text' | ListType }>

function isScalar(format: ApiFormat): format is ScalarFormat {
  return format.type !== 'text' && !isListFormat(format)
}

function readerOf(format: ApiFormat, readItem: ReadItem): ReadJson {
  switch (format.type) {
    case 'text':
      return (json) => ({ value: textCell(json, readItem) })
    case 'choices':
      return (json) => choicesCell(itemsOf(json).map(readItem))
    case 'attachments':
      return attachmentsCell
    case 'link':
      return linksCell
    default:
      return scalarReader(format)
  }
}

function scalarReader({ type }: ScalarFormat): ReadJson {
  switch (type) {
    case 'number':
    case 'currency':
    case 'rating':
    case 'autonumber':
      return scalar('number', readNumber)
    case 'percent':
      return scalar('number', readPercent)
    case 'duration':
      return scalar('number of seconds', readDuration)
    case 'checkbox':
      return scalar('true', readCheckbox)
    case 'date':
      return scalar('day as "2025-10-19"', readDate)
    case 'dateTime':
      return scalar('moment as "2025-10-19T11:40:00.000Z"', readDateTime)
    default:
      return assertNever(type)
  }
}

/** Formulas may give a list of one where their result is no list. */
function scalar(expected: string, read: ReadScalar): ReadJson {
  return (json) => {
    const [only, ...others] = itemsOf(json)
    if (only === undefined) return { value: null }
    const value = others.length === 0 ? read(only) : undefined
    return value === undefined ? { invalid: `${quoted(json)} is no ${expected}` } : { value }
  }
}

function textCell(json: string, readItem: ReadItem): Value {
  const text = json.startsWith('[') ? writeList(itemsOf(json).map(readItem)) : readItem(json)
  return text === '' ? null : text
}

function choicesCell(items: readonly string[]): ApiCell {
  const filled = items.filter((item) => item !== '')
  return { value: filled.length === 0 ? null : writeTextArray(filled) }
}

function linksCell(json: string): ApiCell {
  const ids = itemsOf(json).map((item) => memberText(item, ['id']))
  if (ids.every((id) => id !== undefined)) return { links: ids }
  return { invalid: `${quoted(json)} is no list of ids of records` }
}

function attachmentsCell(json: string): ApiCell {
  const attachments = itemsOf(json).map(attachmentText)
  if (!attachments.every((one) => one !== undefined))
    return { invalid: `${quoted(json)} is no list of attachments` }
  return { value: attachments.length === 0 ? null : writeTextArray(attachments) }
}
