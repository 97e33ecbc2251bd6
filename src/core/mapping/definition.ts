/** `*.mapping.jsonc` as a `Mapping`. */
import { readSchedule } from '../schedule/scheduleSchema'
import { deepFreeze } from '../util/freeze'
import { readDefinition } from '../workspace/readDefinition'
import { examineMapping } from './examineMapping'
import type {
  EveryField,
  FieldMapping,
  FieldOrigin,
  KeyColumn,
  Mapping,
  TableEndpoint,
} from './mapping'
import {
  mappingSchema,
  type FieldFile,
  type KeyColumnFile,
  type MappingFile,
} from './mappingSchema'
import { readMatchers } from './matching/readMatchers'
import { EVERY_FIELD, readConflict, readMissing, readTolerance } from './readRules'
import { readTransforms } from './transforms/readTransform'

/**
 * Reads a mapping file's text. Throws `DefinitionError` with every problem that the text alone shows; whether
 * tables and columns exist is the planner's question. `path` is relative to the workspace folder.
 */
export function parseMapping(text: string, path: string): Mapping {
  const { value, source } = readDefinition(text, path, {
    schema: mappingSchema,
    examine: examineMapping,
  })
  const { match, limit, schedule } = value
  return deepFreeze({
    kind: 'mapping',
    definition: source,
    source: value.source as TableEndpoint,
    target: value.target as TableEndpoint,
    key: keyEntries(value).map(keyColumn),
    ...(match !== undefined && { match: readMatchers(match) }),
    fields: fieldEntries(value).map((entry) => fieldMapping(entry, value.except ?? [])),
    conflict: readConflict(value.conflict ?? 'sourceWins'),
    direction: value.direction ?? 'toTarget',
    missing: readMissing(value.missing),
    ...(limit !== undefined && { limit }),
    ...(schedule !== undefined && { schedule: readSchedule(schedule) }),
  })
}

function keyEntries({ key = [] }: MappingFile): readonly KeyColumnFile[] {
  return typeof key === 'string' ? [key] : key
}

function keyColumn(entry: KeyColumnFile): KeyColumn {
  return typeof entry === 'string' ? { source: entry, target: entry } : entry
}

function fieldEntries({ fields }: MappingFile): readonly FieldFile[] {
  return typeof fields === 'string' ? [fields] : fields
}

function fieldMapping(entry: FieldFile, except: readonly string[]): FieldMapping | EveryField {
  if (entry === EVERY_FIELD) return { every: true, except }
  if (typeof entry === 'string') return { source: entry, target: entry, transform: [] }
  const { source = '', target = source, transform = [], tolerance, conflict, direction } = entry
  return {
    ...originOf(entry),
    target,
    transform: readTransforms(transform),
    ...(tolerance !== undefined && { tolerance: readTolerance(tolerance) }),
    ...(conflict !== undefined && { conflict: readConflict(conflict) }),
    ...(direction !== undefined && { direction }),
  }
}

function originOf({ source = '', expression, formula }: Exclude<FieldFile, string>): FieldOrigin {
  if (expression !== undefined) return { expression }
  return formula === undefined ? { source } : { formula }
}
