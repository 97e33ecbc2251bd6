/** Comparisons in words. Pure. */
import type { ComparedDatabase, ComparedEnvironments, ObjectDifference } from '../../core/index'
import { countOf, formatCount } from '../format'
import { differencesOf, onlyIn } from './comparison'

/** What tells an object from all others of its database. */
export type NamedObject = Pick<ObjectDifference, 'kind' | 'schema' | 'name'>

/** `prod ↔ test-x: 3 of 41 objects differ; logs only in prod`. */
export function describeComparison(compared: ComparedEnvironments): string {
  const { first, second, databases } = compared
  const differences = differencesOf(compared).length
  const inBoth = databases.filter((one) => onlyIn(one, compared) === undefined)
  const objects = inBoth.reduce((sum, one) => sum + one.objects, 0)
  const result =
    differences === 0
      ? `no difference in ${countOf(objects, 'object')}`
      : `${formatCount(differences)} of ${countOf(objects, 'object')} ${differences === 1 ? 'differs' : 'differ'}`
  return [`${first} ↔ ${second}: ${result}`, ...describeOneSided(compared)].join('; ')
}

/** `3 differences`, `no differences`, `no differences, 1 database in one only`. */
export function describeCount(compared: ComparedEnvironments): string {
  const alone = describeOneSided(compared).length
  const differences = describeDifferences(differencesOf(compared).length)
  return alone === 0 ? differences : `${differences}, ${countOf(alone, 'database')} in one only`
}

/** `3 differences`, `no differences`, `only in prod`. */
export function describeDatabase(
  database: ComparedDatabase,
  names: Pick<ComparedEnvironments, 'first' | 'second'>,
): string {
  const alone = onlyIn(database, names)
  return alone === undefined ? describeDifferences(database.differences.length) : `only in ${alone}`
}

/** `table public.trades`. */
export function nameOfObject({ kind, schema, name }: NamedObject): string {
  return `${kind} ${schema === '' ? '' : `${schema}.`}${name}`
}

/** `changed`, `added: only in test-x`, `removed: only in prod`. */
export function describeChange(
  { change, first, second }: ObjectDifference,
  names: Pick<ComparedEnvironments, 'first' | 'second'>,
): string {
  if (change === 'added') return `added: only in ${names.second}`
  if (change === 'removed') return `removed: only in ${names.first}`
  return isWhitespaceOnly(first, second) ? 'changed, in white space only' : 'changed'
}

/** A diff editor leaves out what differs only in white space at the ends of lines, unless it is told otherwise. */
export function isWhitespaceOnly(first: string, second: string): boolean {
  const trimmed = (text: string): string =>
    text
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
  return trimmed(first) === trimmed(second)
}

/** A definition as a document: an editor takes any end of a line for any other, so that one which differs is shown. */
export function documentText(definition: string): string {
  if (definition === '') return ''
  const shown = definition.replaceAll('\r', '␍')
  return shown.endsWith('\n') ? shown : `${shown}\n`
}

function describeOneSided(compared: ComparedEnvironments): readonly string[] {
  return compared.databases.flatMap((database) => {
    const alone = onlyIn(database, compared)
    return alone === undefined ? [] : [`${database.base} only in ${alone}`]
  })
}

function describeDifferences(count: number): string {
  return count === 0 ? 'no differences' : countOf(count, 'difference')
}
