/** `*.mapping.jsonc` as a `Mapping`. */
import { deepFreeze } from '../util/freeze'
import { readDefinition } from '../workspace/readDefinition'
import { dateFormatIso, examineMapping } from './examineMapping'
import type { FieldMapping, KeyColumn, Mapping, TableEndpoint, Transform } from './mapping'
import {
  mappingSchema,
  type FieldFile,
  type KeyColumnFile,
  type MappingFile,
  type TransformFile,
} from './mappingSchema'

/**
 * Reads a mapping file's text. Throws `DefinitionError` with every problem that the text alone shows; whether
 * tables and columns exist is the planner's question. `path` is relative to the workspace folder.
 */
export function parseMapping(text: string, path: string): Mapping {
  const { value, source } = readDefinition(text, path, {
    schema: mappingSchema,
    examine: examineMapping,
  })
  return deepFreeze({
    kind: 'mapping',
    definition: source,
    source: value.source as TableEndpoint,
    target: value.target as TableEndpoint,
    key: keyEntries(value).map(keyColumn),
    fields: value.fields.map(fieldMapping),
    conflict: value.conflict ?? 'sourceWins',
  })
}

function keyEntries({ key }: MappingFile): readonly KeyColumnFile[] {
  return typeof key === 'string' ? [key] : key
}

function keyColumn(entry: KeyColumnFile): KeyColumn {
  return typeof entry === 'string' ? { source: entry, target: entry } : entry
}

function fieldMapping(entry: FieldFile): FieldMapping {
  if (typeof entry === 'string') return { source: entry, target: entry, transform: [] }
  const { source = '', expression, target = source, transform = [] } = entry
  const steps = (Array.isArray(transform) ? transform : [transform]).map(transformStep)
  return expression === undefined
    ? { source, target, transform: steps }
    : { expression, target, transform: steps }
}

function transformStep(entry: TransformFile): Transform {
  if (entry === 'number') return { name: 'number', decimal: '.', group: '' }
  if (entry === 'date') return { name: 'date', format: dateFormatIso }
  if (typeof entry === 'string') return { name: entry }
  const { number, date, default: value, lookup, otherwise = 'keep' } = entry
  if (number !== undefined)
    return { name: 'number', decimal: number.decimal ?? '.', group: number.group ?? '' }
  if (date !== undefined) return { name: 'date', format: date }
  if (lookup !== undefined) return { name: 'lookup', values: lookup, otherwise }
  return { name: 'default', value: value ?? '' }
}
