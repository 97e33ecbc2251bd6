/** What servers of different versions write differently about equal objects: compared without it, and told of. */
import type { SchemaObject } from '../../../schema/inventory/schemaObject'
import { tokenize } from '../../../schema/tokens/tokens'

/** `server_version_num` of both. */
export interface Versions {
  readonly source: number
  readonly target: number
}

type Rewrite = (object: SchemaObject) => string

/** How definitions are compared between these versions; as they are within one. */
export function comparableBetween({ source, target }: Versions): Rewrite {
  const isBetween = (version: number) =>
    Math.min(source, target) < version && version <= Math.max(source, target)
  const rewrites: readonly Rewrite[] = [
    // Since 18 a column that is not null has a constraint with a name.
    ...(isBetween(180000) ? [withoutNotNullConstraints] : []),
    ...(isBetween(170000) ? [withoutMaintain] : []),
    // Since 16 columns of a query that has one table are not qualified.
    ...(isBetween(160000) ? [withoutQualifiers] : []),
  ]
  return (object) =>
    rewrites.reduce((definition, rewrite) => rewrite({ ...object, definition }), object.definition)
}

export function isSameMajor({ source, target }: Versions): boolean {
  return Math.floor(source / 10000) === Math.floor(target / 10000)
}

function withoutNotNullConstraints({ definition }: SchemaObject): string {
  return withoutLines(definition, /^constraint (?:"(?:[^"]|"")*"|\S+) NOT NULL /)
}

/** A privilege that older servers do not know, and that owners have. */
function withoutMaintain({ definition }: SchemaObject): string {
  return definition.replace(/^(\s*(?:column .* )?grant .*?)(?:, maintain|maintain, )/gm, '$1')
}

/** Queries are written again from what the server has understood, each version in its own way. */
function withoutQualifiers({ kind, definition }: SchemaObject): string {
  const hasQuery =
    kind === 'view' ||
    kind === 'materialized view' ||
    /^CREATE RULE /m.test(definition) ||
    /^BEGIN ATOMIC$/m.test(definition)
  if (!hasQuery) return definition
  const tokens = tokenize(definition, { language: 'postgres' })
  const isName = (at: number) => /name/i.test(tokens[at]?.kind ?? '')
  const isDot = (at: number) => tokens[at]?.text === '.'
  return tokens
    .filter((_, at) => !(isDot(at) && isName(at - 1)) && !(isName(at) && isDot(at + 1)))
    .map(({ text }) => text)
    .join('')
}

/** An extension is of the version that its server has. */
export function withoutExtensionVersion({ kind, definition }: SchemaObject): string {
  return kind === 'extension' ? definition.replace(/ version '[^']*'/, '') : definition
}

export function withoutLines(definition: string, pattern: RegExp): string {
  return definition
    .split('\n')
    .filter((line) => !pattern.test(line))
    .join('\n')
}
