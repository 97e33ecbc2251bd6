/** What the schema of a mapping cannot say: which of its parts exclude or repeat each other. */
import type { JsonPath } from '../workspace/definitionSource'
import { place, type Fault } from '../workspace/schemaFaults'
import { examineRules, examineTolerance } from './examineRules'
import { examineFormula } from './formula/compileFormula'
import { has, isObject, list, member } from '../workspace/jsonParts'
import { examineMatchers } from './matching/examineMatchers'
import { EVERY_FIELD } from './readRules'
import { examineTransform } from './transforms/examineTransform'

/** Looks through a file of any structure; see `ReadOptions.examine`. */
export function examineMapping(json: unknown): readonly Fault[] {
  const keyTargets = columnTargets(json, 'key')
  const fieldTargets = columnTargets(json, 'fields')
  return [
    ...sameEndpoint(json),
    ...repeated(keyTargets, 'is in the key twice'),
    ...repeated(columnSources(json), 'is in the key twice'),
    ...repeated(fieldTargets, 'is written by two fields'),
    // A row that another matcher has found may have another key.
    ...(has(json, 'match') ? [] : keyAsField(keyTargets, fieldTargets)),
    ...examineMatchers(json),
    ...examineRules(json),
    ...list(member(json, 'fields')).flatMap((field, index) =>
      examineField(field, ['fields', index]),
    ),
  ]
}

interface NamedColumn {
  readonly path: JsonPath
  readonly name: string
}

/** The target columns of the entries that can be understood. */
function columnTargets(json: unknown, part: 'key' | 'fields'): readonly NamedColumn[] {
  return list(member(json, part)).flatMap((entry, index): readonly NamedColumn[] => {
    if (part === 'fields' && entry === EVERY_FIELD) return []
    if (typeof entry === 'string') return [{ path: [part, index], name: entry }]
    const key = typeof member(entry, 'target') === 'string' ? 'target' : 'source'
    const name = member(entry, key)
    return typeof name === 'string' ? [{ path: [part, index, key], name }] : []
  })
}

function columnSources(json: unknown): readonly NamedColumn[] {
  const key = list(member(json, 'key'))
  return key.flatMap((entry, index): readonly NamedColumn[] => {
    const name = member(entry, 'source')
    const other = member(entry, 'target')
    if (typeof name !== 'string' || typeof other !== 'string') return []
    return [{ path: ['key', index, 'source'], name }]
  })
}

function repeated(columns: readonly NamedColumn[], complaint: string): readonly Fault[] {
  return columns
    .filter(({ name }, index) => columns.findIndex((other) => other.name === name) < index)
    .map(({ path, name }) => ({
      path,
      message: `"${name}" ${complaint}`,
      mend: 'remove one of them',
    }))
}

function keyAsField(key: readonly NamedColumn[], fields: readonly NamedColumn[]): readonly Fault[] {
  return fields
    .filter(({ name }) => key.some((column) => column.name === name))
    .map(({ path, name }) => ({
      path,
      message: `"${name}" is part of the key and cannot be a field`,
      mend: 'remove it from "fields": rows that match have the same key already',
    }))
}

function sameEndpoint(json: unknown): readonly Fault[] {
  const [source, target] = [member(json, 'source'), member(json, 'target')]
  const parts = ['environment', 'database', 'schema', 'table']
  const same = parts.every((part) => member(source, part) === member(target, part))
  if (!same || typeof member(source, 'table') !== 'string') return []
  const mend = 'name another environment or table'
  return [{ path: ['target'], message: 'the target is the same table as the source', mend }]
}

function examineField(field: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(field)) return []
  return [
    ...valueOrigin(field, path),
    ...examineFormula(member(field, 'formula'), [...path, 'formula']),
    ...examineTolerance(member(field, 'tolerance'), [...path, 'tolerance']),
    ...examineTransform(member(field, 'transform'), [...path, 'transform']),
  ]
}

const ORIGINS = ['source', 'expression', 'formula'] as const

function valueOrigin(field: Record<string, unknown>, path: JsonPath): readonly Fault[] {
  const given = ORIGINS.filter((origin) => Object.hasOwn(field, origin))
  if (given.length > 1) {
    const message = 'a field has one of "source", "expression" and "formula"'
    return [{ path, message, mend: 'remove the others' }]
  }
  const [origin] = given
  if (origin === undefined)
    return [
      {
        path,
        message: `${place(path)} says not where its value comes from`,
        mend: 'add "source", "expression" or "formula"',
      },
    ]
  if (origin !== 'source' && !Object.hasOwn(field, 'target')) {
    const mend = `name the column that the ${origin} is for`
    return [{ path, message: '"target" is missing', mend }]
  }
  return []
}
