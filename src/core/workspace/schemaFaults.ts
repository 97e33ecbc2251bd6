/** What a schema found wrong, in words: zod's issues as faults with a place, a sentence and a mend. */
import * as z from 'zod'
import { nearMiss } from '../util/nearMiss'
import type { JsonPath } from './definitionSource'
import type { JsonDocument } from './jsonDocument'

/** Something wrong in a JSON document. */
export interface Fault {
  readonly path: JsonPath
  readonly message: string
  readonly mend?: string
  /** Point at the property's name rather than at its value. */
  readonly at?: 'name'
}

type Issue = z.core.$ZodIssue

/** Turns the issues of a failed parse into faults. No value of the document is repeated but short words. */
export function schemaFaults(
  issues: readonly Issue[],
  schema: z.ZodType,
  document: JsonDocument,
): readonly Fault[] {
  return issues.flatMap((issue) => issueFaults(issue, [], schema, document))
}

function issueFaults(
  issue: Issue,
  base: JsonPath,
  schema: z.ZodType,
  document: JsonDocument,
): readonly Fault[] {
  const path = [...base, ...issue.path] as (string | number)[]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], keysAt(schema, path, document)))
    case 'invalid_union':
      return issue.discriminator === undefined
        ? unionFaults(issue.errors, path, schema, document)
        : [wrongValue(path, kindsOf(issue), [], document)]
    case 'invalid_type':
      return [wrongType(path, [issue.expected], document)]
    case 'invalid_value':
      return [wrongValue(path, issue.values.map(String), objectsAt(schema, path), document)]
    case 'too_small':
      return [{ path, message: `${place(path)} must ${leastOf(issue)}` }]
    default:
      return [{ path, message: `${place(path)} ${issue.message}` }]
  }
}

/** The words by which the objects of a union are told apart; none of the objects was tried, as none has the word. */
function kindsOf(issue: Extract<Issue, { code: 'invalid_union' }>): readonly string[] {
  return 'options' in issue ? (issue.options ?? []).map(String) : []
}

function leastOf({ origin, minimum }: Extract<Issue, { code: 'too_small' }>): string {
  const isNumber = ['number', 'int', 'bigint'].includes(origin)
  return isNumber ? `be ${minimum} or more` : 'not be empty'
}

function unknownKey(path: JsonPath, known: readonly string[]): Fault {
  const key = String(path.at(-1))
  const near = nearMiss(key, known)
  const mend = near === undefined ? `allowed: ${known.join(', ')}` : `did you mean "${near}"?`
  return { path, at: 'name', message: `"${key}" is not known here`, mend }
}

// A value was probably meant as the alternative of its own JSON type; the complaints of the others are noise.
function unionFaults(
  alternatives: readonly (readonly Issue[])[],
  path: JsonPath,
  schema: z.ZodType,
  document: JsonDocument,
): readonly Fault[] {
  const value = valueAt(document.value, path)
  const meant = alternatives.find((issues) => !issues.some((issue) => isOfOtherType(issue, value)))
  if (meant !== undefined)
    return meant.flatMap((issue) => issueFaults(issue, path, schema, document))
  return [wrongType(path, alternatives.flat().flatMap(expectedTypes), document)]
}

function isOfOtherType(issue: Issue, value: unknown): boolean {
  if (issue.path.length > 0) return false
  if (issue.code === 'invalid_union')
    return issue.errors.every((issues) => issues.some((inner) => isOfOtherType(inner, value)))
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && !isString(value))
}

function expectedTypes(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_type') return [issue.expected]
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(expectedTypes)
  return issue.code === 'invalid_value' ? ['string'] : []
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function wrongType(path: JsonPath, expected: readonly string[], document: JsonDocument): Fault {
  if (!document.has(path)) return { path: path.slice(0, -1), message: `${place(path)} is missing` }
  const allowed = [...new Set(expected.map(typeName))].join(' or ')
  const found = typeName(jsonType(valueAt(document.value, path)))
  return { path, message: `${place(path)} must be ${allowed}, not ${found}` }
}

/** `objects` may be there instead. */
function wrongValue(
  path: JsonPath,
  allowed: readonly string[],
  objects: readonly string[],
  document: JsonDocument,
): Fault {
  const value = valueAt(document.value, path)
  const known = `allowed: ${[...allowed, ...objects].join(', ')}`
  if (value === undefined) return { ...wrongType(path, ['string'], document), mend: known }
  if (!isString(value)) return { ...wrongType(path, ['string'], document), mend: known }
  const near = nearMiss(value, allowed)
  const mend = near === undefined ? known : `did you mean "${near}"? ${known}`
  return { path, message: `"${value.slice(0, 40)}" is not known as ${place(path)}`, mend }
}

/** What a part is called in messages: its own name, or its number within the list that has a name. */
export function place(path: JsonPath): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  return typeof last === 'number' ? `entry ${last + 1} of ${place(path.slice(0, -1))}` : `"${last}"`
}

function typeName(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a string',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    record: 'an object',
    array: 'a list',
    null: 'null',
  }
  return names[type] ?? type
}

function jsonType(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((part, key) => {
    if (typeof part !== 'object' || part === null) return undefined
    return Object.hasOwn(part, key) ? (part as Record<string | number, unknown>)[key] : undefined
  }, value)
}

/** The names that the schema allows in the object at `path`, in objects of its kind where there are several. */
function keysAt(schema: z.ZodType, path: JsonPath, document: JsonDocument): readonly string[] {
  const shapes = shapesAt(schema, path)
  const value = valueAt(document.value, path)
  const meant = shapes.filter((shape) => isOfKind(shape, value))
  return [...new Set((meant.length > 0 ? meant : shapes).flatMap(Object.keys))]
}

/** Whether the value has the words by which objects of this shape are told from others. */
function isOfKind(shape: object, value: unknown): boolean {
  return Object.entries(shape).every(
    ([key, member]) =>
      !(member instanceof z.ZodLiteral) || member.values.has(valueAt(value, [key]) as string),
  )
}

/** The objects with one property that may be at `path`: `{ "newestBy": … }`. */
function objectsAt(schema: z.ZodType, path: JsonPath): readonly string[] {
  return shapesAt(schema, path)
    .map(Object.keys)
    .filter((keys) => keys.length === 1)
    .map(([key]) => `{ "${key}": … }`)
}

function shapesAt(schema: z.ZodType, path: JsonPath): readonly object[] {
  let parts: readonly z.core.$ZodType[] = [schema]
  for (const key of path) parts = parts.flatMap((part) => membersOf(part, key))
  return parts
    .flatMap(unwrap)
    .flatMap((part) => (part instanceof z.ZodObject ? [part.shape as object] : []))
}

function membersOf(schema: z.core.$ZodType, key: string | number): readonly z.core.$ZodType[] {
  return unwrap(schema).flatMap((part): readonly z.core.$ZodType[] => {
    if (part instanceof z.ZodArray) return [part.element]
    if (part instanceof z.ZodRecord) return [part.valueType as z.core.$ZodType]
    if (!(part instanceof z.ZodObject)) return []
    const member = (part.shape as Record<string, z.core.$ZodType>)[key]
    return member === undefined ? [] : [member]
  })
}

function unwrap(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap())
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap)
  return [schema]
}
