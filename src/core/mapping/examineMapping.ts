/** What the schema of a mapping cannot say: which of its parts exclude or repeat each other. */
import type { JsonPath } from '../workspace/definitionSource'
import { place, type Fault } from '../workspace/schemaFaults'

/** The format of the transform `date` where none is given. */
export const dateFormatIso = 'YYYY-MM-DD'

const steps = ['number', 'date', 'default', 'lookup'] as const
const dateTokens = ['YYYY', 'MM', 'DD', 'HH', 'mm', 'ss'] as const

/** Looks through a file of any structure; see `ReadOptions.examine`. */
export function examineMapping(json: unknown): readonly Fault[] {
  const keyTargets = columnTargets(json, 'key')
  const fieldTargets = columnTargets(json, 'fields')
  return [
    ...sameEndpoint(json),
    ...repeated(keyTargets, 'is in the key twice'),
    ...repeated(columnSources(json), 'is in the key twice'),
    ...repeated(fieldTargets, 'is written by two fields'),
    ...keyAsField(keyTargets, fieldTargets),
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
  const transform = member(field, 'transform')
  const at = [...path, 'transform']
  return [
    ...valueOrigin(field, path),
    ...(Array.isArray(transform)
      ? transform.flatMap((step, index) => examineStep(step, [...at, index]))
      : examineStep(transform, at)),
  ]
}

function valueOrigin(field: Record<string, unknown>, path: JsonPath): readonly Fault[] {
  const has = (key: string) => Object.hasOwn(field, key)
  if (has('source') && has('expression'))
    return [
      {
        path,
        message: 'a field has "source" or "expression", not both',
        mend: 'remove one of them',
      },
    ]
  if (!has('source') && !has('expression'))
    return [
      {
        path,
        message: `${place(path)} says not where its value comes from`,
        mend: 'add "source" or "expression"',
      },
    ]
  if (has('expression') && !has('target'))
    return [
      { path, message: '"target" is missing', mend: 'name the column that the expression is for' },
    ]
  return []
}

function examineStep(step: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(step)) return []
  const given = steps.filter((name) => Object.hasOwn(step, name))
  const known = [...steps, 'otherwise'] as readonly string[]
  const unknown = Object.keys(step).some((name) => !known.includes(name))
  const faults: Fault[] = []
  if (given.length > 1 || (given.length === 0 && !unknown))
    faults.push({
      path,
      message: `a step is one of ${steps.map((name) => `"${name}"`).join(', ')}`,
      mend: 'write each step as an object of its own',
    })
  if (Object.hasOwn(step, 'otherwise') && !Object.hasOwn(step, 'lookup'))
    faults.push({
      path: [...path, 'otherwise'],
      at: 'name',
      message: '"otherwise" belongs to "lookup"',
    })
  return [
    ...faults,
    ...numberFaults(member(step, 'number'), [...path, 'number']),
    ...dateFaults(member(step, 'date'), [...path, 'date']),
  ]
}

function numberFaults(options: unknown, path: JsonPath): readonly Fault[] {
  if (!isObject(options)) return []
  const decimal = member(options, 'decimal') ?? '.'
  const group = member(options, 'group') ?? ''
  if (typeof decimal !== 'string' || typeof group !== 'string') return []
  const faults: Fault[] = []
  const sign = (text: string) => /^[^0-9+-]$/u.test(text)
  if (!sign(decimal))
    faults.push({
      path: [...path, 'decimal'],
      message: '"decimal" must be one character that is no digit and no sign',
    })
  if (group !== '' && !sign(group))
    faults.push({
      path: [...path, 'group'],
      message: '"group" must be empty or one character that is no digit and no sign',
    })
  if (decimal === group) faults.push({ path, message: '"decimal" and "group" must differ' })
  return faults
}

function dateFaults(format: unknown, path: JsonPath): readonly Fault[] {
  if (typeof format !== 'string' || format === '') return []
  const mend = `use ${dateTokens.join(' ')} and literal characters, such as "DD/MM/YYYY"`
  const runs = [...format.matchAll(/Y+|M+|D+|H+|m+|s+|yy+|dd+|hh+/g)].map(([run]) => run)
  const wrong = runs.find((run) => !(dateTokens as readonly string[]).includes(run))
  if (wrong !== undefined)
    return [{ path, message: `"${wrong}" is no part of a date format`, mend }]
  const twice = runs.find((run, index) => runs.indexOf(run) < index)
  if (twice !== undefined)
    return [{ path, message: `"${twice}" occurs twice in the date format`, mend }]
  const complete = ['YYYY', 'MM', 'DD'].every((token) => runs.includes(token))
  return complete ? [] : [{ path, message: 'a date format needs YYYY, MM and DD', mend }]
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : []
}

function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
